import assert from 'node:assert/strict';
import { shortenDigests } from '../../../src/text/shortDigest';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StepRun } from '../../../../../emulator/run';
import { pushImage } from '../../doubles/registry/image';
import { endedWith } from '../../fixtures/suite';
import { requireTool } from '../../fixtures/tools';
import { pageOf } from '../../fixtures/report/rendering';
import { codesOf, logOf } from '../../fixtures/job/logAssertions';
import type { TestJob } from '../../fixtures/job/testJob';
import { BatchFixture, blocksOf, reportOf } from '../../fixtures/batches/batchFixture';

describe('several artifacts that fail', () => {
  let fixture: BatchFixture;

  before(async function () {
    requireTool(this, 'notation');
    fixture = endedWith(this, await BatchFixture.open());
  });

  function push(kind: string, count: number): Promise<{ reference: string }[]> {
    const { registry } = fixture.world;
    return Promise.all(
      Array.from({ length: count }, (_, at) => pushImage(registry, `${kind}/app${at}`, 'latest')),
    );
  }

  /** Has a policy skip what is under `skipped/`. */
  function skipSome({ job }: TestJob, file: string, scopes: readonly string[]): void {
    const whole = path.join(job.sources, file);
    const policy = JSON.parse(readFileSync(whole, 'utf8')) as { trustPolicies: object[] };
    policy.trustPolicies.push({
      name: 'skipped-images',
      registryScopes: scopes,
      signatureVerification: { level: 'skip' },
    });
    writeFileSync(whole, JSON.stringify(policy));
  }

  /** The digest that a cell of the summary shows on request. */
  function wholeOf(cell: string): string {
    return /<\/summary>(.*)<\/details>$/.exec(cell)?.[1] ?? cell;
  }

  function assertAllTold(run: StepRun, bad: readonly string[]): void {
    assert.equal(run.result, 'Failed', logOf(run));
    assert.equal(run.outputs['FailedArtifacts'], bad.join(','));
    assert.equal(run.outputs['FailedCount'], String(bad.length));
    const failed = blocksOf(run).filter(({ head }) => head.startsWith('Failed'));
    assert.deepEqual(
      failed.map(({ head, lines: [first] }) => [head, first]),
      bad.map((one) => [`Failed ${shortenDigests(one)} (NotSigned)`, `  Artifact: ${one}`]),
    );
    const { outcome, artifacts } = reportOf(run);
    assert.equal(outcome, 'Failed');
    const reported = artifacts.filter(({ status }) => status === 'failed');
    assert.deepEqual(
      reported.map(({ reference, error }) => [reference, error?.code]),
      bad.map((one) => [one, 'NotSigned']),
    );
    const page = pageOf(run.summaries[0]?.content ?? '');
    assert.deepEqual(page.strangers, []);
    const rows = page.tables[0]?.filter(([result]) => result === '❌ failed') ?? [];
    assert.deepEqual(
      rows.map(([, name = '', digest = '']) => `${name}@${wholeOf(digest)}`),
      bad,
    );
    for (const one of bad) {
      assert(
        page.paragraphs.some((each) =>
          each.startsWith(`NotSigned: ${shortenDigests(one)} was not verified`),
        ),
      );
      assert(run.log.some((line) => line.includes(`${shortenDigests(one)} was not verified`)));
    }
  }

  it('P3 two at once: both are reported, each with its error', async () => {
    const bad = (await push('two', 2)).map(({ reference }) => reference);
    const testJob = fixture.job();
    const run = await testJob.job.run(fixture.world.task, {
      inputs: fixture.verifying(testJob, bad),
    });
    assertAllTold(run, bad);
    assert.deepEqual(codesOf(run), ['NotSigned', 'NotSigned']);
    for (const [at, one] of bad.entries())
      assert(run.issues[at]?.message.startsWith(`NotSigned: ${shortenDigests(one)} `));
  });

  it('P3 twenty, and twenty-four warnings: ten issues of each, the gravest; all else in the log', async () => {
    const bad = (await push('bad', 20)).map(({ reference }) => reference);
    await push('skipped', 12);
    const { host } = fixture.world.registry;
    const scopes = Array.from({ length: 12 }, (_, at) => `${host}/skipped/app${at}`);
    const tagged = scopes.map((scope) => `${scope}:latest`);
    const testJob = fixture.job();
    const inputs = fixture.verifying(testJob, [...tagged, ...bad]);
    skipSome(testJob, inputs['trustPolicy'] ?? '', scopes);
    const run = await testJob.job.run(fixture.world.task, { inputs });
    assertAllTold(run, bad);
    const errors = run.issues.filter(({ type }) => type === 'error');
    const warnings = run.issues.filter(({ type }) => type === 'warning');
    assert.deepEqual(codesOf(run), [...Array<string>(9).fill('NotSigned'), 'AdditionalErrors']);
    assert.match(errors[9]?.message ?? '', /^AdditionalErrors: 11 more /);
    assert.equal(warnings.length, 10);
    for (const { message } of warnings) assert.match(message, /was NOT verified/);
    const told = (text: RegExp): number => run.log.filter((line) => text.test(line)).length;
    assert.equal(told(/was NOT verified/), 12);
    assert.equal(told(/is named by the tag/), 12);
    assert.deepEqual(run.agentWarnings, []);
    const { artifacts, warnings: general } = reportOf(run);
    assert.equal(artifacts.flatMap((one) => one.warnings).length + general.length, 24);
    assert.equal(run.outputs['SkippedCount'], '12');
  });
});
