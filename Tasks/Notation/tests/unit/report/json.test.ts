import '../agentLibrary';
import assert from 'node:assert/strict';
import type { StepReport } from '../../../src/report/result';
import { jsonOf } from '../../../src/report/json';
import { artifact, report } from './results';
import { plainSignature } from './signatures';

const command = '#'.repeat(2) + 'vso[task.complete result=Skipped]';

function parsed(given: StepReport): {
  notation: { version: string | null };
  artifacts: Record<string, unknown>[];
} {
  const json = [...jsonOf(given, 'Succeeded', '1.2.3')].join('');
  assert(!json.includes('##'), 'two number signs stand side by side');
  return JSON.parse(json) as ReturnType<typeof parsed>;
}

describe('jsonOf', () => {
  it('G1 holds no command for the agent, and says it all the same', () => {
    const given = {
      ...artifact(),
      ...{ signature: { ...plainSignature, signer: command }, policyStatement: `#${command}` },
      leftOut: [{ digest: 'd', code: 'SignatureUnreadable', reason: command } as const],
    };
    const [told] = parsed(report([given])).artifacts;
    assert.equal(told?.['signer'], command);
    assert.equal(told['policyStatement'], `#${command}`);
    assert.deepEqual(told['leftOut'], [{ digest: 'd', reason: command }]);
  });

  it('tells the signature that passed', () => {
    const given = { ...artifact(), signature: plainSignature };
    const [told] = parsed(report([given])).artifacts;
    const { signer, signerFingerprint, signatureDigest, leftOut } = told ?? {};
    assert.deepEqual([signer, signerFingerprint, signatureDigest], ['s', 'f', 'd']);
    assert.deepEqual(leftOut, []);
  });

  it('tells null where there is no signature to tell of, and no notation', () => {
    const { notation, artifacts } = parsed({ ...report([artifact()]), notationVersion: undefined });
    assert.equal(notation.version, null);
    const { signer, signerFingerprint, signatureDigest } = artifacts[0] ?? {};
    assert.deepEqual([signer, signerFingerprint, signatureDigest], [null, null, null]);
  });

  it('tells of an inspected signature what its envelope says, and nothing of this task’s own', () => {
    const given = { ...artifact(), status: 'inspected', signatures: [plainSignature] } as const;
    const [told] = parsed(report([given])).artifacts;
    assert.deepEqual(told?.['signatures'], [
      {
        ...{ digest: 'd', format: 'COSE', signedAt: 't', signer: 's', issuer: 'i' },
        ...{ certificateExpiry: 't', fingerprint: 'f', expiry: null, timestamp: null },
        ...{ verificationPlugin: null, metadata: {} },
      },
    ]);
  });
});
