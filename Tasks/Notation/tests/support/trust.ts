import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Job } from './agent/job';
import type { Certificate } from './certificates';

/** What the one statement of a trust policy says, and whom its store trusts. */
export interface TrustOptions {
  readonly certificates?: readonly Certificate[];
  readonly level?: string;
  readonly override?: Readonly<Record<string, string>>;
  readonly scopes?: readonly string[];
}

/** Writes a trust policy of one statement and its store into a job's sources, in place of earlier ones; gives their inputs. */
export function writeTrust(
  job: Job,
  { certificates = [], level = 'strict', override, scopes = ['*'] }: TrustOptions,
): { trustPolicy: string; trustStore: string } {
  const folder = path.join(job.sources, '.pipeline');
  const store = path.join(folder, 'truststore/x509/ca/signers');
  mkdirSync(path.join(folder, 'trustpolicy'), { recursive: true });
  rmSync(store, { recursive: true, force: true });
  mkdirSync(store, { recursive: true });
  for (const { commonName, pem } of certificates)
    writeFileSync(path.join(store, `${commonName}.pem`), pem);
  const signatureVerification = { level, ...(override === undefined ? {} : { override }) };
  const trusted = { trustStores: ['ca:signers'], trustedIdentities: ['*'] };
  const statement = {
    name: 'release-images',
    registryScopes: scopes,
    signatureVerification,
    ...(level === 'skip' ? {} : trusted),
  };
  const policy = { version: '1.0', trustPolicies: [statement] };
  writeFileSync(path.join(folder, 'trustpolicy/trustpolicy.json'), JSON.stringify(policy));
  return {
    trustPolicy: '.pipeline/trustpolicy/trustpolicy.json',
    trustStore: '.pipeline/truststore/',
  };
}
