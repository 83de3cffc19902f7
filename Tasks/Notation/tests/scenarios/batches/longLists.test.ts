import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type World } from '../../fixtures/world';
import { openSuiteWorld } from '../../fixtures/suite';

describe('more artifacts than a variable can list', function () {
  let world: World;

  before(async function () {
    world = await openSuiteWorld(this);
  });

  it('P3 leaves a list that no later step can take for all of them', async () => {
    const job = world.job();
    await job.run(world.task, { inputs: { command: 'install' } });
    const { host } = world.registry;
    const references = Array.from({ length: 400 }, (_, at) => {
      return `${host}/team/app@sha256:${String(at).padStart(64, '0')}`;
    });
    const inputs = { command: 'verify', artifactRefs: references.join('\n'), ...world.trust(job) };
    const run = await job.run(world.task, { inputs });
    assert.equal(run.outputs['FailedCount'], '400');
    const list = run.outputs['FailedArtifacts'] ?? '';
    const report = JSON.parse(readFileSync(run.outputs['ReportPath'] ?? '', 'utf8')) as {
      artifacts: unknown[];
    };
    assert.equal(report.artifacts.length, 400);
    const next = await job.run(world.task, { inputs: { ...inputs, artifactRefs: list } });
    assert.deepEqual(
      next.issues.map(({ code }) => code),
      ['ReferenceMalformed'],
    );
  });
});
