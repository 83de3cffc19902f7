import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Certificate } from '../../support/certificates';

/** What a folder holds, by the path of each file. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** Writes files into a new folder below another, and gives its path. */
export function writeFiles(parent: string, files: Files): string {
  const folder = mkdtempSync(path.join(parent, 'files-'));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}

export interface TrustFiles {
  /** Repositories that the policy is for, `<registry>/<repository>`. */
  readonly scopes: readonly string[];
  /** The certificate of each store, such as `ca:signers`. */
  readonly stores: Readonly<Record<string, Certificate>>;
  readonly identities?: readonly string[];
  /** Where the policy lies, beside the folder of the store. */
  readonly policy?: string;
}

/** A strict trust policy and its store, as the guides lay them out. */
export function trustFiles({
  scopes,
  stores,
  identities = ['*'],
  policy = 'trustpolicy/trustpolicy.json',
}: TrustFiles): Files {
  const statement = {
    name: 'images',
    registryScopes: scopes,
    signatureVerification: { level: 'strict' },
    trustStores: Object.keys(stores),
    trustedIdentities: identities,
  };
  const certificates = Object.entries(stores).map(([store, { commonName, pem }]) => {
    const folder = store.replace(':', '/');
    return [`truststore/x509/${folder}/${commonName}.pem`, pem];
  });
  return {
    [policy]: JSON.stringify({ version: '1.0', trustPolicies: [statement] }),
    ...(Object.fromEntries(certificates) as Files),
  };
}

/** Files with a folder before each name. */
export function below(folder: string, files: Files): Files {
  const pairs = Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]);
  return Object.fromEntries(pairs) as Files;
}
