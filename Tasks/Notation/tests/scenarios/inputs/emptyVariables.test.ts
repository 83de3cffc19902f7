import assert from 'node:assert/strict';
import type { StepRun } from '../../../../../emulator/run';
import { writeSource } from '../../fixtures/inputs/inputFixture';
import { TestJob } from '../../fixtures/job/testJob';
import { logOf } from '../../fixtures/job/logAssertions';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import { assertEnded, signedImage } from '../../fixtures/trust/trustAssertions';
import type { World } from '../../fixtures/world';

const notice = 'The step names no artifact, so it takes what the last Docker task recorded';

describe('an empty variable in a list of artifacts', () => {
  let world: World;
  let reference: string;

  before(async function () {
    world = await openSuiteWorld(this);
    ({ reference } = await signedImage(world));
  });

  it('I3 is told in the log where the step takes what the Docker task pushed instead', async () => {
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

  it('I1 is told in the log where it leaves a place of a list empty', async () => {
    const told = ({ log }: StepRun, input: string): boolean =>
      log.some((line) => line.startsWith(`The list ${input} has an empty place.`));
    const testJob = TestJob.at(world, newestNotation(), { variables: { image: '' } });
    for (const list of [`${reference},$(image)`, `$(image),${reference}`]) {
      const run = await testJob.verify(list);
      assertEnded(run);
      assert(told(run, 'artifactRefs'), logOf(run));
    }
    writeSource(testJob.job, 'images.txt', `${reference}\n`);
    const files = await testJob.verify('', {}, { imagesFrom: 'images.txt, $(image)' });
    assertEnded(files);
    assert(told(files, 'imagesFrom'), logOf(files));
    assert(!told(await testJob.verify(`${reference}\n`), 'artifactRefs'));
    const types = { attachedTypes: 'application/spdx+json, $(image)' };
    assertEnded(await testJob.verify(reference, {}, types), 'AttachedTypeMalformed');
  });
});
