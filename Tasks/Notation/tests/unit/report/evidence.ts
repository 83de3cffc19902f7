import type { Evidence } from '../../../src/report/evidence';

export const policySha256 = 'a1'.repeat(32);
export const programSha256 = 'b2'.repeat(32);

/** What a step with a plugin did its work with. */
export const evidence: Evidence = {
  notation: { version: '1.3.2', sha256: programSha256 },
  plugin: { name: 'azure-kv', version: '1.2.1', sha256: 'c3'.repeat(32), source: 'pinned archive' },
  trusts: [
    {
      policyFile: 'policy.json',
      policySha256,
      certificates: [{ store: 'ca:prod', subject: 'CN=prod', fingerprint: 'd4'.repeat(32) }],
    },
  ],
  keyId: undefined,
};
