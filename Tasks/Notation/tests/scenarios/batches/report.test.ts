import Ajv from 'ajv';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import schema from '../../../../../docs/report.schema.json';
import { runPipeline } from '../../../../../emulator/pipeline';
import type { StepRun } from '../../../../../emulator/run';
import { pushImage } from '../../doubles/registry/image';
import { endedWith } from '../../fixtures/suite';
import { notationVersions, requireTool, newestNotation } from '../../fixtures/tools';
import { logOf } from '../../fixtures/job/logAssertions';
import { BatchFixture, reportOf } from '../../fixtures/batches/batchFixture';

const isReport = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

function assertReport(run: StepRun): void {
  const report: unknown = JSON.parse(readFileSync(run.outputs['ReportPath'] ?? '', 'utf8'));
  assert(isReport(report), JSON.stringify(isReport.errors));
}

describe('the report of a step', () => {
  let fixture: BatchFixture;

  before(async function () {
    requireTool(this, 'notation');
    fixture = endedWith(this, await BatchFixture.open());
  });

  const push = async (tag: string): Promise<string> =>
    (await pushImage(fixture.world.registry, 'team/app', tag)).reference;

  for (const notation of notationVersions()) {
    it(`P3 follows its schema after sign, verify and inspect (${notation.version})`, async () => {
      const { task, registry } = fixture.world;
      const [good, bad] = [await push('good'), await push('bad')];
      const tagged = `${registry.host}/team/app:good`;
      const missing = `${registry.host}/team/none:v1`;
      const station = fixture.job(notation);
      const run = (inputs: Record<string, string>): Promise<StepRun> =>
        station.job.run(task, { inputs });
      const metadata = { userMetadata: 'a=b\nc=d', expiry: '1d' };
      const signed = await run(fixture.signing([good, tagged, missing], metadata));
      const verifying = fixture.verifying(station, [good, bad, tagged, missing]);
      const verified = await run({ ...verifying, showSigner: 'true' });
      const inspecting = { command: 'inspect', artifactRefs: [good, bad, missing].join(',') };
      const inspected = await run(inspecting);
      for (const each of [signed, verified, inspected]) {
        assert.equal(each.result, 'Failed', logOf(each));
        assertReport(each);
      }
      const statuses = (each: StepRun): string[] =>
        reportOf(each).artifacts.map(({ status }) => status);
      assert.deepEqual(statuses(signed), ['signed', 'signed', 'failed']);
      assert.deepEqual(statuses(verified), ['verified', 'failed', 'verified', 'failed']);
      assert.deepEqual(statuses(inspected), ['inspected', 'inspected', 'failed']);
    });
  }

  it('P3 a schema that something real does not follow would be noticed', async () => {
    const station = fixture.job();
    const inputs = fixture.verifying(station, [await push('unsigned')]);
    const run = await station.job.run(fixture.world.task, { inputs });
    const report = JSON.parse(readFileSync(run.outputs['ReportPath'] ?? '', 'utf8')) as {
      artifacts: Record<string, unknown>[];
    };
    assert(isReport(report));
    const [artifact = {}] = report.artifacts;
    for (const change of [{ error: null }, { status: 'fine' }, { digest: 1 }, { seconds: '1' }]) {
      assert(!isReport({ ...report, artifacts: [{ ...artifact, ...change }] }));
    }
  });

  it('P3 a later step of the pipeline uses what an earlier one signed', async () => {
    const [one, two] = [await push('one'), await push('two')];
    const station = fixture.job(newestNotation());
    const { task, registry } = fixture.world;
    const trust = fixture.world.trust(station.job);
    const { pluginName, pluginPath } = fixture.plugin.inputs;
    const text = `
steps:
  - task: Notation@0
    name: sign
    inputs:
      command: sign
      plugin: custom
      pluginName: ${pluginName}
      pluginPath: ${pluginPath}
      keyid: key
      artifactRefs: ${one}, ${registry.host}/team/app:two
  - task: Notation@0
    name: verify
    inputs:
      command: verify
      artifactRefs: $(sign.SignedArtifacts)
      trustPolicy: ${trust.trustPolicy}
      trustStore: ${trust.trustStore}
  - script: |
      echo "$(sign.SignedCount) signed, $(verify.VerifiedCount) verified, $(verify.FailedCount) failed: $(verify.Status)"
      test -f "$(verify.ReportPath)" && echo "by notation $VERIFY_NOTATIONVERSION: $VERIFY_VERIFIEDARTIFACTS"
`;
    const run = await runPipeline(station.job, text, { tasks: { 'Notation@0': task } });
    assert.equal(run.result, 'Succeeded', run.steps.map(logOf).join('\n'));
    assert.deepEqual(run.steps.at(-1)?.log.slice(-2), [
      '2 signed, 2 verified, 0 failed: Succeeded',
      `by notation ${newestNotation().version}: ${one},${two}`,
    ]);
  });
});
