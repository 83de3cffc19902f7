import '../agentLibrary';
import assert from 'node:assert/strict';
import { maskOf } from '../../../src/text/mask';
import { TaskError } from '../../../src/errors';
import type { Signature } from '../../../src/notation/signature';
import { jsonOf } from '../../../src/report/json';
import { masked, maskedValue } from '../../../src/report/masked';
import type { StepReport, TimedResult } from '../../../src/report/result';
import { summaryOf } from '../../../src/report/summary';
import { pageOf } from '../../fixtures/report/rendering';
import { context } from './context';
import { artifact, failed, referenceTo, report } from './results';
import { plainSignature } from './signatures';

const secret = 'hun|er<22>';
const mask = maskOf([secret]);
const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** A report whose every text holds the secret. */
function leaking(): StepReport {
  const text = `a ${secret} z`;
  const texts = { signedAt: text, expiry: text, signer: text, issuer: text, fingerprint: text };
  const signature: Signature = {
    ...plainSignature,
    ...{ ...texts, digest: text, certificateExpiry: text, timestamp: text },
    ...{ verificationPlugin: text, metadata: new Map([[text, text]]) },
  };
  const told: TimedResult = {
    ...artifact({ key: 'Warning_Tag', values: [text, text], isShortfall: true }),
    ...{ artifact: referenceTo(text), resolved: referenceTo(`${text}@${digest}`) },
    policyStatement: text,
    ...{ signature, signatures: [signature] },
    leftOut: [{ digest: text, code: 'SignatureUnreadable', reason: text }],
  };
  const warning = { key: 'Warning_Notation', values: [text, text], isShortfall: false } as const;
  const error = new TaskError('VerifyFailed', [text, text], { detail: text });
  const program = { name: text, version: text, sha256: text };
  const certificates = [{ store: text, subject: text, fingerprint: text }];
  return {
    ...report([told, { ...failed(text), error }], warning),
    command: 'inspect',
    evidence: {
      ...{ notation: program, plugin: { ...program, source: 'file' }, keyId: text },
      trusts: [{ policyFile: text, policySha256: text, certificates }],
    },
  };
}

describe('masked', () => {
  it('H4 leaves a secret in no text of the JSON report, and the rest as it was', () => {
    const given = leaking();
    const before = [...jsonOf(given, context)].join('');
    const after = [...jsonOf(masked(given, mask), context)].join('');
    assert(before.split(secret).length > 25, before);
    assert.equal(after, before.replaceAll(secret, '***'));
  });

  it('H4 leaves a secret in nothing that the summary shows', () => {
    const shown = (given: StepReport): string => {
      const { tables, paragraphs } = pageOf(summaryOf(given, 'Failed', '1.2.3'));
      return [...tables.flat(2), ...paragraphs].join('\n');
    };
    const before = shown(leaking());
    assert(before.split(secret).length > 10, before);
    assert.equal(shown(masked(leaking(), mask)), before.replaceAll(secret, '***'));
  });

  it('S4 bounds what whoever signed chose, and keeps the rest of the report', () => {
    const long = 'y'.repeat(1_000_000);
    const signature: Signature = {
      ...plainSignature,
      ...{ digest, signedAt: long, expiry: long, signer: long, issuer: long },
      ...{ certificateExpiry: long, fingerprint: long, timestamp: long, verificationPlugin: long },
      metadata: new Map(Array.from({ length: 10_000 }, (_, index) => [`key-${index}`, 'value'])),
    };
    const given = { ...artifact(), signatures: [signature] };
    const shown = masked(report([given]), mask);
    const json = [...jsonOf(shown, context)].join('');
    assert(json.length < 50_000, `${json.length} characters`);
    assert(summaryOf(shown, 'Succeeded', '1.2.3').length < 50_000);
    const [told] = shown.artifacts[0]?.signatures ?? [];
    assert.equal(told?.metadata.get('key-0'), 'value');
    const left = Number(/^(\d+) more$/.exec(told.metadata.get('…') ?? '')?.[1]);
    assert.equal(left + told.metadata.size - 1, 10_000);
  });

  it('H4 takes no word of this task for a secret', () => {
    const words = ['verified', 'Warning_Tag', 'inspect', 'VerifyFailed'];
    const given = leaking();
    const { command, artifacts } = masked(given, maskOf(words));
    assert.deepEqual(
      [command, artifacts.map(({ status }) => status)],
      ['inspect', ['verified', 'failed']],
    );
    assert.equal(artifacts[0]?.warnings[0]?.key, 'Warning_Tag');
    const error = artifacts[1]?.error;
    assert(error instanceof TaskError && error.code === 'VerifyFailed');
  });

  it('H4 keeps the digest of an artifact whole, whatever the secrets', () => {
    const given = {
      ...artifact(),
      artifact: referenceTo(`team/app@${digest}`),
      resolved: referenceTo(`team/app@${digest}`),
    };
    const warning = {
      key: 'Warning_Notation',
      values: [`team/app@${digest} 456789`],
      isShortfall: false,
    } as const;
    const hidden = masked(report([given], warning), maskOf(['456789', 'team/app']));
    assert.deepEqual(hidden.warnings[0]?.values, [`***@${digest} ***`]);
    assert.deepEqual(
      hidden.artifacts.map(({ artifact: named, resolved }) => [named.name, resolved?.name]),
      [[`***@${digest}`, `***@${digest}`]],
    );
  });

  it('keeps what is no text, an empty value too', () => {
    const value = { a: null, b: undefined, c: 1, d: [true, null] };
    assert.deepEqual(maskedValue(value, mask), value);
  });
});
