import assert from 'node:assert/strict';
import { pushImage } from '../../doubles/registry/image';
import type { StepRun } from '../../../../../emulator/run';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { type World } from '../../fixtures/world';
import { TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands, hasResult, logOf } from '../../fixtures/job/logAssertions';

describe('the gate and tags', () => {
  let world: World;

  before(async function () {
    world = await openSuiteWorld(this);
  });

  function warned(run: StepRun, [result, artifact]: [string, string], ...words: string[]): void {
    assertOnlyTaskCommands(run, 'Succeeded', [world.vault.access.clientSecret ?? '']);
    const [issue, ...more] = run.issues;
    assert.deepEqual(more, [], logOf(run));
    assert.equal(issue?.type, 'warning');
    for (const word of words) assert(issue.message.includes(word), issue.message);
    assert(hasResult(run, result, artifact), logOf(run));
  }

  for (const notation of notationVersions()) {
    it(`G5 warns of a tag, and names the digest that it meant (${notation.version})`, async () => {
      const { reference, digest } = await pushImage(world.registry, 'team/app', '1');
      const tagged = `${world.registry.host}/team/app:1`;
      const testJob = TestJob.at(world, notation);
      warned(await testJob.sign(tagged), ['Signed', reference], tagged, digest);
      warned(await testJob.verify(tagged), ['Verified', reference], tagged, digest);
    });

    it(`G5 says what a tag beside a digest is worth (${notation.version})`, async () => {
      const { reference } = await pushImage(world.registry, 'team/app', '2');
      const both = reference.replace('@', ':nonsense@');
      const testJob = TestJob.at(world, notation);
      warned(await testJob.sign(both), ['Signed', reference], reference);
      warned(await testJob.verify(both), ['Verified', reference], reference);
    });
  }
});
