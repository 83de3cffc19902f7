import assert from 'node:assert/strict';
import type { StepRun } from '../../../../../emulator/run';
import { TestJob } from '../../fixtures/job/testJob';
import { logOf } from '../../fixtures/job/logAssertions';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import { assertEnded, signedImage } from '../../fixtures/trust/trustAssertions';
import type { World } from '../../fixtures/world';

const notice = 'The step names no artifact, so it takes what the last Docker task recorded';

describe('an empty variable as artifactRefs, after the Docker task pushed an image', () => {
  let world: World;
  let reference: string;

  before(async function () {
    world = await openSuiteWorld(this);
    ({ reference } = await signedImage(world));
  });

  it('I3 is told in the log, for what is verified is not what the author meant', async () => {
    const variables = { RESOURCE_URIS: `https://${reference}`, image: '' };
    const testJob = TestJob.at(world, newestNotation(), { variables });
    const told = ({ log }: StepRun): boolean => log.some((line) => line.startsWith(notice));
    const runs = [await testJob.verify('$(image)'), await testJob.sign('$(image)')];
    runs.push(await testJob.job.run(world.task, { inputs: { command: 'inspect' } }));
    for (const run of runs) {
      assertEnded(run);
      assert(told(run), logOf(run));
    }
    assert(!told(await testJob.verify(reference)));
  });
});
