import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { trustEvidence } from '../../../src/trust/evidence';
import { parseTrustPolicy } from '../../../src/trust/policy';

const statement = {
  name: 'a',
  registryScopes: ['*'],
  signatureVerification: { level: 'skip' },
};
const text = JSON.stringify({ version: '1.0', trustPolicies: [statement] });

describe('trustEvidence', () => {
  const evidenceOf = (file: string, fileSha256?: string) => {
    const policy = parseTrustPolicy(file, text);
    const read = fileSha256 === undefined ? policy : { ...policy, fileSha256 };
    return trustEvidence({ policy: read, stores: [] });
  };
  const shown: [file: string, expected: string][] = [
    [path.resolve('trust', 'policy.json'), 'trust/policy.json'],
    [path.join(tmpdir(), 'policy.json'), path.join(tmpdir(), 'policy.json')],
  ];
  for (const [file, expected] of shown) {
    it(`R7 names ${file === expected ? 'a file elsewhere in full' : 'a file of the working directory by its way from there'}`, () => {
      assert.deepEqual(evidenceOf(file, 'a'.repeat(64)), {
        policyFile: expected,
        policySha256: 'a'.repeat(64),
        certificates: [],
      });
    });
  }

  it('R7 names no file of a policy that this task made, and its own checksum', () => {
    const { policyFile, policySha256 } = evidenceOf('made');
    assert.equal(policyFile, undefined);
    assert.equal(policySha256, createHash('sha256').update(text).digest('hex'));
  });
});
