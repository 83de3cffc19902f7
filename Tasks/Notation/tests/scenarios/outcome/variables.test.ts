import assert from 'node:assert/strict';
import task from '../../../task.json';
import type { StepRun } from '../../../../../emulator/run';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import { type World, signInputs } from '../../fixtures/world';
import { logOf } from '../../fixtures/job/logAssertions';

describe('the gate and the variables that this task may set', () => {
  let world: World;

  before(async function () {
    world = await openSuiteWorld(this);
  });

  it('G9 settableVariables lists exactly what the task sets', async () => {
    const version = newestNotation().version;
    const job = world.job();
    const { reference } = await pushImage(world.registry, 'team/app', '1');
    const unsigned = (await pushImage(world.registry, 'team/app', '2')).reference;
    const trust = world.trust(job);
    const verify = { command: 'verify', ...trust };
    const steps: [result: string, inputs: Record<string, string>][] = [
      ['Succeeded', { command: 'install', version }],
      ['Failed', { command: 'install', version: '0.0.1' }],
      ['Succeeded', { ...signInputs(world), artifactRefs: reference }],
      ['Failed', { ...signInputs(world), artifactRefs: `${reference.slice(0, -2)}00` }],
      ['Succeeded', { ...verify, artifactRefs: reference }],
      ['Failed', { ...verify, artifactRefs: `${reference},${unsigned}` }],
      ['Failed', { ...verify, artifactRefs: '' }],
    ];
    const runs: StepRun[] = [];
    for (const [expected, inputs] of steps) {
      const run = await job.run(world.task, { inputs });
      assert.equal(run.result, expected, logOf(run));
      runs.push(run);
    }
    world.trust(job, { level: 'skip' });
    runs.push(await job.run(world.task, { inputs: { ...verify, artifactRefs: reference } }));
    assert.equal(runs.at(-1)?.result, 'SucceededWithIssues');

    const set = runs.flatMap(({ commands }) =>
      commands.flatMap(({ event, properties }) => {
        if (event === 'prependpath') return ['PATH'];
        return event === 'setvariable' ? [properties.get('variable') ?? ''] : [];
      }),
    );
    const { allowed } = task.restrictions.settableVariables;
    assert.deepEqual([...new Set(set)].sort(), [...allowed].sort());
    assert(runs.every(({ refused }) => refused.length === 0));
    const outputs = task.outputVariables.map(({ name }) => name);
    assert.deepEqual([...outputs, 'PATH'].sort(), [...allowed].sort());
  });
});
