import assert from 'node:assert/strict';
import { pushImage } from '../../doubles/registry/image';
import { TestJob } from '../../fixtures/job/testJob';
import { logOf } from '../../fixtures/job/logAssertions';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import { assertEnded, repository, signedImage } from '../../fixtures/trust/trustAssertions';
import type { World } from '../../fixtures/world';

describe('a variable with the name under which the agent passes an input', () => {
  let world: World;
  let [signed, unsigned] = ['', ''];

  before(async function () {
    world = await openSuiteWorld(this);
    ({ reference: signed } = await signedImage(world));
    ({ reference: unsigned } = await pushImage(world.registry, repository, 'unsigned'));
  });

  for (const name of ['INPUT_ARTIFACTREFS', 'input.artifactRefs', 'Input artifactrefs']) {
    it(`I4 verifies no other artifact than the step names: ${name}`, async () => {
      const testJob = TestJob.at(world, newestNotation(), { variables: { [name]: signed } });
      const run = await testJob.verify(unsigned);
      assertEnded(run, 'InputReplaced');
      assert(
        run.issues.some(({ message }) => message.includes(name)),
        logOf(run),
      );
    });
  }

  it('I4 gives no value to an input that the step leaves empty', async () => {
    const variables = { INPUT_RECURSIVE: 'false', INPUT_TRUSTEDPUBLISHERS: 'microsoft' };
    const testJob = TestJob.at(world, newestNotation(), { variables });
    assertEnded(await testJob.verify(unsigned, {}, { recursive: 'true' }), 'InputReplaced');
  });

  it('I4 may have the name of an input of another task', async () => {
    const variables = { INPUT_OTHER: 'x', 'Input.Folder': 'x' };
    assertEnded(await TestJob.at(world, newestNotation(), { variables }).verify(signed));
  });
});
