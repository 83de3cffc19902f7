import '../agentLibrary';
import assert from 'node:assert/strict';
import { TaskError } from '../../../src/errors';
import { artifactFrame, unfinishedFrame } from '../../../src/report/artifactBlock';
import type { ArtifactResult } from '../../../src/report/result';
import { artifact, referenceTo } from './results';
import { plainSignature } from './signatures';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const short = 'r/a@sha256:0123456789ab';
const group = '#'.repeat(2) + '[group]';
const end = '#'.repeat(2) + '[endgroup]\n';

function framed(more: Partial<ArtifactResult>): {
  head: readonly string[];
  end: readonly string[];
} {
  return artifactFrame({
    ...artifact(),
    artifact: referenceTo(`r/a@${digest}`),
    resolved: undefined,
    ...more,
  });
}

describe('artifactFrame', () => {
  const signature = { ...plainSignature, signer: 'CN=signer' };
  const headings: [title: string, result: Partial<ArtifactResult>, heading: string][] = [
    ['verified, with the signer', { signature }, `Verified ${short} (CN=signer)`],
    ['verified, where the signer is not shown', {}, `Verified ${short}`],
    ['signed', { status: 'signed' }, `Signed ${short}`],
    [
      'skipped',
      { status: 'skipped', policyStatement: 'all' },
      `Skipped, not verified: ${short} (all)`,
    ],
    [
      'inspected',
      { status: 'inspected', signatures: [signature] },
      `Inspected ${short} (signatures: 1)`,
    ],
    [
      'failed, with the code',
      { status: 'failed', error: new TaskError('NotSigned', ['r']) },
      `Failed ${short} (NotSigned)`,
    ],
  ];
  for (const [title, result, heading] of headings) {
    it(`P2 has a heading that is the result: ${title}`, () => {
      assert.equal(framed(result).head[0], `${group}${heading}\n`);
    });
  }

  it('G5 names the artifact in full within, and the tag that the step named', () => {
    const { head } = framed({
      artifact: referenceTo('r/a:1'),
      resolved: referenceTo(`r/a@${digest}`),
    });
    assert.deepEqual(head.slice(1), [`  Artifact: r/a@${digest}\n`, '  Named as: r/a:1\n']);
    assert.deepEqual(framed({}).head.slice(1), [`  Artifact: r/a@${digest}\n`]);
  });

  it('G7 ends with all that another program wrote of the failure', () => {
    const error = new TaskError('VerifyFailed', ['r', 'brief'], { detail: 'all of it' });
    assert.deepEqual(framed({ status: 'failed', error }).end, ['  Details: all of it\n', end]);
  });

  it('G1 lets no signer forge a line or a command', () => {
    const hostile = {
      ...plainSignature,
      signer: '#'.repeat(2) + 'vso[task.complete]\r\nVerified x',
    };
    const [heading = ''] = framed({ signature: hostile }).head;
    assert.match(heading, /^[^\r\n]*\n$/);
    assert(!heading.slice(group.length).includes('#'.repeat(2)));
  });

  it('P2 tells where an artifact was not finished', () => {
    const { head } = unfinishedFrame(referenceTo(`r/a@${digest}`));
    assert.deepEqual(head, [`${group}Not finished: ${short}\n`, `  Artifact: r/a@${digest}\n`]);
  });
});
