import { statSync } from 'node:fs';
import * as path from 'node:path';
import type { Trust } from './stage';
import { parseTrustPolicy } from './policy';
import { type StoreFile, type TrustStore, readStore, readStoreFile } from './store';

/** The inputs of a generated policy. */
export interface TrustedCertificates {
  /** Absolute paths of files or folders. */
  readonly paths: readonly string[];
  /** Each `x509.subject: …`; empty: any subject. */
  readonly identities: readonly string[];
  readonly level: string;
}

/** The names that a generated policy uses. */
const STATEMENT = 'trusted-certificates';
const STORE = 'trusted';

/**
 * Generates a trust from certificates: a policy with one statement, for exactly the repositories of the
 * step.
 *
 * @param scopes the repositories, `<registry>/<repository>`
 */
export function generateTrust(trusted: TrustedCertificates, scopes: readonly string[]): Trust {
  const stores = trusted.paths.map((one) => storeOf(one));
  const statement = {
    name: STATEMENT,
    registryScopes: [...new Set(scopes)],
    signatureVerification: { level: trusted.level },
    trustStores: [`ca:${STORE}`],
    trustedIdentities: trusted.identities.length === 0 ? ['*'] : trusted.identities,
  };
  const text = `${JSON.stringify({ version: '1.0', trustPolicies: [statement] }, null, 2)}\n`;
  const store: TrustStore = {
    kind: 'ca',
    name: STORE,
    folder: trusted.paths.join(', '),
    files: stores.flatMap(({ files }) => files),
    leftOut: stores.flatMap(({ leftOut }) => leftOut),
  };
  return { policy: parseTrustPolicy(STATEMENT, text), stores: [store] };
}

function storeOf(one: string): { files: readonly StoreFile[]; leftOut: readonly string[] } {
  if (statSync(one).isDirectory()) return readStore('ca', path.basename(one), one);
  const file = readStoreFile(one);
  return { files: file === undefined ? [] : [file], leftOut: [] };
}
