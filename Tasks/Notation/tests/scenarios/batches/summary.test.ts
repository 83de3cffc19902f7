import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StepRun } from '../../../../../emulator/run';
import { pushImage } from '../../doubles/registry/image';
import { signedArtifact } from '../../fixtures/signedArtifact';
import { endedWith } from '../../fixtures/suite';
import { requireTool } from '../../fixtures/tools';
import { pageOf } from '../../fixtures/report/rendering';
import { codesOf, logOf } from '../../fixtures/job/logAssertions';
import { TestJob } from '../../fixtures/job/testJob';
import { BatchFixture, reportOf } from '../../fixtures/batches/batchFixture';

/** A notation that takes no time: every third artifact is skipped, every fourth fails, by a hostile reason. */
const stand = `#!/bin/sh
for last; do :; done
case "$1 $last" in
version*) echo 'Version:     1.3.2' ;;
*[369cf]) echo "Trust policy is configured to skip signature verification for $last" ;;
*[048]) echo "Error: | [x](https://evil.example) <img src=x> \\\`a\\\` www.evil.example a@evil.example |" >&2; exit 1 ;;
*) echo "Successfully verified signature for $last" ;;
esac
`;

describe('the summary of a step', () => {
  let fixture: BatchFixture;

  before(async function () {
    requireTool(this, 'notation');
    fixture = endedWith(this, await BatchFixture.open());
  });

  it('P3 shows 500 artifacts, and none of their names and reasons as anything but text', async function () {
    this.timeout(900_000);
    const folder = path.join(fixture.world.root, 'stand-in');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'notation'), stand, { mode: 0o755 });
    const testJob = new TestJob(fixture.world, folder);
    const references: string[] = [];
    for (let at = 0; at < 500; at += 1) {
      references.push((await signedArtifact(fixture.world, `team/app${at}`)).reference);
    }
    const inputs = fixture.verifying(testJob, references);
    const run = await testJob.job.run(fixture.world.task, { inputs });
    assert.equal(run.result, 'Failed', logOf(run));
    const content = run.summaries[0]?.content ?? '';
    const page = pageOf(content);
    assert.deepEqual(page.strangers, []);
    assert.equal(page.tables.length, 1);
    const rows = page.tables[0]?.slice(1) ?? [];
    const whole = /^<details><summary>sha256:[0-9a-f]{12}<\/summary>(.*)<\/details>$/;
    const names = rows.map(
      ([, name = '', digest = '']) => `${name}@${digest.replace(whole, '$1')}`,
    );
    assert.deepEqual(names.sort(), [...references].sort());
    assert(Buffer.byteLength(content) < 300_000, `${Buffer.byteLength(content)} bytes`);
    const { artifacts } = reportOf(run);
    assert.deepEqual(
      artifacts.map(({ reference }) => reference),
      references,
    );
    const { FailedCount = '', SkippedCount = '', VerifiedCount = '' } = run.outputs;
    assert.equal(Number(FailedCount) + Number(SkippedCount) + Number(VerifiedCount), 500);
    const failed = artifacts.filter(({ status }) => status === 'failed');
    assert.equal(String(failed.length), FailedCount);
    for (const { error } of failed) assert.match(error?.message ?? '', /\[x\]\(https:/);
  });

  it('P3 a pipeline that restricts commands refuses the page, and the step ends as it would have', async () => {
    const [good, bad] = [
      await pushImage(fixture.world.registry, 'good', 'v1'),
      await pushImage(fixture.world.registry, 'bad', 'v1'),
    ];
    const testJob = fixture.job();
    const restrictions = { commands: { mode: 'restricted' } };
    const run = (inputs: Record<string, string>): Promise<StepRun> =>
      testJob.job.run(fixture.world.task, { inputs, restrictions });
    const signed = await run(fixture.signing([good.reference]));
    const verified = await run(fixture.verifying(testJob, [good.reference]));
    const failed = await run(fixture.verifying(testJob, [good.reference, bad.reference]));
    for (const each of [signed, verified, failed]) {
      assert.deepEqual(
        each.refused.map(({ event }) => event),
        ['addattachment'],
      );
      assert.equal(each.agentWarnings.length, 1);
      assert.deepEqual(each.summaries, []);
    }
    assert.deepEqual([signed.result, verified.result], ['Succeeded', 'Succeeded'], logOf(signed));
    assert.deepEqual([failed.result, codesOf(failed)], ['Failed', ['NotSigned']]);
    assert.equal(verified.outputs['VerifiedArtifacts'], good.reference);
    assert.equal(reportOf(failed).artifacts.length, 2);
  });
});
