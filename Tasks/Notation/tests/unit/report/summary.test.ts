import '../agentLibrary';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sanitizeLine } from '../../../src/text/sanitize';
import { TaskError } from '../../../src/errors';
import type { Signature } from '../../../src/notation/signature';
import { escapeMarkdown, shortOnRequest } from '../../../src/report/markdown';
import type { Status, StepReport, TimedResult } from '../../../src/report/result';
import { summaryOf } from '../../../src/report/summary';
import { anyText } from './anyText';
import { pageOf } from '../../fixtures/report/rendering';
import { advice, artifact, failed, referenceTo, report } from './results';
import { plainSignature } from './signatures';

const heads = ['Result', 'Artifact', 'Digest', 'Signer', 'Policy statement', 'Seconds'];

const anyArtifact: fc.Arbitrary<TimedResult> = fc
  .record({
    reference: anyText.map((text) => `r/${text.replaceAll('@', '')}`),
    digest: anyText.map((text) => text.replaceAll('@', '')),
    statement: anyText,
    signer: anyText,
    reason: anyText,
    status: fc.constantFrom<Status>('failed', 'skipped', 'verified', 'signed'),
  })
  .map(({ reference, digest, statement, signer, reason, status }) => ({
    artifact: referenceTo(reference),
    resolved: referenceTo(`${reference}@${digest}`),
    status,
    policyStatement: statement,
    signature: { ...plainSignature, signer },
    warnings: [{ key: 'Warning_Notation', values: [reference, reason], isShortfall: false }],
    error: status === 'failed' ? new TaskError('VerifyFailed', [reference, reason]) : undefined,
    milliseconds: 1234,
  }));

function cellsOf({
  artifact: { name },
  resolved,
  status,
  policyStatement,
  signature,
}: TimedResult): string[] {
  const words = { failed: '❌ failed', skipped: '⚠️ skipped: not verified' } as const;
  const marks: Partial<Record<Status, string>> = { ...words };
  const mark = marks[status] ?? `✅ ${status}`;
  const digest = resolved?.digest ?? '';
  return [
    mark,
    ...[name, digest, signature?.signer ?? '', policyStatement ?? ''].map(sanitizeLine),
    '1.2',
  ];
}

describe('escapeMarkdown', () => {
  it('shows any text as just that text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { paragraphs, strangers, headings, tables } = pageOf(`- ${escapeMarkdown(text)}\n`);
        const shown = text === '' ? [] : [sanitizeLine(text)];
        assert.deepEqual([strangers, headings, tables, paragraphs], [[], [], [], shown]);
      }),
    );
  });
});

describe('summaryOf', () => {
  it('shows one table with the cells that it should have, whatever the names and reasons are', () => {
    fc.assert(
      fc.property(fc.array(anyArtifact, { minLength: 1, maxLength: 6 }), (artifacts) => {
        const page = pageOf(summaryOf(report(artifacts), 'Failed', '1.2.3'));
        assert.deepEqual(page.strangers, []);
        assert.equal(page.tables.length, 1);
        const [head, ...rows] = page.tables[0] ?? [];
        assert.deepEqual(head, heads);
        const expected = artifacts.map(cellsOf).map((row) => row.join('|'));
        assert.deepEqual(rows.map((row) => row.join('|')).sort(), expected.sort());
        for (const { error } of artifacts) {
          const [reference = '', reason = ''] = (error?.values ?? []).map(sanitizeLine);
          const told = page.paragraphs.filter((one) =>
            one.startsWith(`VerifyFailed: ${reference} was not`),
          );
          if (error) assert(told.some((one) => one.includes(`was not verified: ${reason}`)));
        }
      }),
    );
  });

  it('shows signatures that were inspected in a table of their own, whatever they say', () => {
    const anySignature: fc.Arbitrary<Signature> = fc
      .record({
        ...{ digest: anyText, signedAt: anyText, signer: anyText },
        ...{ issuer: anyText, certificateExpiry: anyText },
        expiry: fc.option(anyText, { nil: undefined }),
        timestamp: fc.option(anyText, { nil: undefined }),
        metadata: fc.array(fc.tuple(anyText, anyText)).map((pairs) => new Map(pairs)),
      })
      .map((given) => ({ ...plainSignature, ...given }));
    fc.assert(
      fc.property(fc.array(anySignature, { minLength: 1, maxLength: 3 }), (signatures) => {
        const inspected: TimedResult = { ...artifact(), status: 'inspected', signatures };
        const given: StepReport = { ...report([inspected]), command: 'inspect' };
        const page = pageOf(summaryOf(given, 'Succeeded', '1.2.3'));
        assert.deepEqual(page.strangers, []);
        assert.equal(page.tables.length, 2);
        const [head, ...rows] = page.tables[1] ?? [];
        assert.equal(head?.length, 7);
        assert.deepEqual(
          rows.map((row) => row[2]),
          signatures.map(({ signer }) => sanitizeLine(signer)),
        );
      }),
    );
  });

  it('tells the version of notation where the command ran one, and none where it did not', () => {
    const last = (given: StepReport): string | undefined =>
      pageOf(summaryOf(given, 'Succeeded', '1.2.3')).paragraphs.at(-1);
    assert.match(last(report([artifact()])) ?? '', /1\.2\.3.*notation 1\.3\.2/);
    const alone = last({ ...report([artifact()]), command: 'inspect', notationVersion: undefined });
    assert.match(alone ?? '', /1\.2\.3/);
    assert(!(alone ?? '').includes('undefined'), alone);
  });

  it('puts failures first, then what was skipped', () => {
    const skipped: TimedResult = { ...artifact(), status: 'skipped' };
    const page = pageOf(summaryOf(report([artifact(), skipped, failed()]), 'Failed', '1.2.3'));
    const results = page.tables[0]?.slice(1).map(([result]) => result);
    assert.deepEqual(results, ['❌ failed', '⚠️ skipped: not verified', '✅ verified']);
    assert.deepEqual(page.headings, ['Verification: failed', 'Failures']);
  });

  it('P3 has at most 500 rows of signatures', () => {
    const signatures = Array.from({ length: 60 }, () => plainSignature);
    const inspected: TimedResult = { ...artifact(), status: 'inspected', signatures };
    const given = report(Array.from({ length: 10 }, () => inspected));
    const page = pageOf(summaryOf({ ...given, command: 'inspect' }, 'Succeeded', '1.2.3'));
    assert.equal(page.tables[1]?.length, 501);
    assert(page.paragraphs.includes('And 100 more: the JSON report lists all of them.'));
  });

  for (const [count, rows, more] of [
    [500, 500, undefined],
    [501, 500, 'And 1 more: the JSON report lists all of them.'],
    [5000, 500, 'And 4500 more: the JSON report lists all of them.'],
  ] as const) {
    it(`P3 has ${rows} rows for ${count} artifacts, the failed ones among them, and stays small`, () => {
      const long = { ...failed('"https://registry.example.com": '.repeat(47)), warnings: [advice] };
      const all = Array.from({ length: count }, (_, at) => (at % 2 === 0 ? artifact() : long));
      const text = summaryOf(report(all), 'Failed', '1.2.3');
      const page = pageOf(text);
      assert.equal(page.tables[0]?.length, rows + 1);
      const shown = page.tables[0].slice(1).filter(([result]) => result === '❌ failed');
      assert.equal(shown.length, Math.min(rows, Math.floor(count / 2)));
      assert.equal(page.paragraphs.includes(more ?? ''), more !== undefined);
      const told = page.paragraphs.filter((one) => /^(?:VerifyFailed: )?r\/a:1 /.test(one));
      assert.equal(told.length, 100); // fifty failures, fifty warnings
      assert(Buffer.byteLength(text) < 1_000_000, `${Buffer.byteLength(text)} bytes`);
    });
  }

  const full = `sha256:${'0123456789abcdef'.repeat(4)}`;
  const short = 'sha256:0123456789ab';
  const named: TimedResult = {
    ...artifact(),
    artifact: referenceTo(`r/a@${full}`),
    resolved: undefined,
  };

  it('shows a digest in short, and all of it on request', () => {
    const text = summaryOf(report([named]), 'Succeeded', '1.2.3');
    const shown = pageOf(text).tables[0]?.[1]?.[2] ?? '';
    assert.equal(shown, `<details><summary>${short}</summary>${full}</details>`);
    assert(!pageOf(text).tables[0]?.[1]?.[1]?.includes('@'));
  });

  it('G1 escapes both forms of a text with a digest', () => {
    const hostile = `<img src=x>|${full}`;
    const shown = shortOnRequest(hostile);
    assert.deepEqual(shown.match(/<[^>]*>/g), [
      ...['<details>', '<summary>', '</summary>', '</details>'],
    ]);
    assert(!shown.includes('|'), shown);
  });

  for (const [command, titles] of [
    ['sign', ['Result', 'Artifact', 'Digest', 'Signature', 'Seconds']],
    ['verify', heads],
    ['inspect', ['Result', 'Artifact', 'Digest', 'Signatures', 'Seconds']],
  ] as const) {
    it(`has the columns that a reader of ${command} asks for`, () => {
      const page = pageOf(summaryOf({ ...report([named]), command }, 'Succeeded', '1.2.3'));
      assert.deepEqual(page.tables[0]?.[0], titles);
    });
  }
});
