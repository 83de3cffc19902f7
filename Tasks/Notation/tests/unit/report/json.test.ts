import '../agentLibrary';
import assert from 'node:assert/strict';
import type { StepReport } from '../../../src/report/result';
import { jsonOf } from '../../../src/report/json';
import { TaskError } from '../../../src/errors';
import { context } from './context';
import { evidence, programSha256 } from './evidence';
import { artifact, report } from './results';
import { plainSignature } from './signatures';

const command = '#'.repeat(2) + 'vso[task.complete result=Skipped]';

function parsed(given: StepReport): {
  notation: { version: string | null; sha256: string | null };
  plugin: unknown;
  trust: unknown;
  keyId: string | null;
  run: Record<string, unknown>;
  time: string;
  artifacts: Record<string, unknown>[];
} {
  const json = [...jsonOf(given, context)].join('');
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

  it('tells what the step did its work with, and null where it did without', () => {
    const told = parsed({ ...report([artifact()]), evidence });
    assert.equal(told.notation.sha256, programSha256);
    assert.deepEqual([told.plugin, told.trust], [evidence.plugin, evidence.trusts[0]]);
    assert.deepEqual([told.keyId, told.time], [null, context.time]);
    assert.equal(told.run['stage'], null);
    assert.equal(told.run['commit'], context.run.commit);
    const { notation, plugin, trust, keyId } = parsed(report([artifact()]));
    assert.deepEqual([notation.sha256, plugin, trust, keyId], [null, null, null, null]);
  });

  it('tells of the signature when it was made and timestamped, and which one was pushed', () => {
    const [passed] = parsed(report([{ ...artifact(), signature: plainSignature }])).artifacts;
    assert.deepEqual([passed?.['signedAt'], passed?.['timestamp']], ['t', null]);
    const signed = { ...artifact(), status: 'signed', pushedSignature: 'sha256:1' } as const;
    assert.equal(parsed(report([signed])).artifacts[0]?.['signatureDigest'], 'sha256:1');
  });

  it('G7 tells all that another program wrote of a failure', () => {
    const error = new TaskError('VerifyFailed', ['r', 'brief'], { detail: 'all of it' });
    const [told] = parsed(report([{ ...artifact(), status: 'failed', error }])).artifacts;
    assert.equal((told?.['error'] as { detail: string }).detail, 'all of it');
  });
});
