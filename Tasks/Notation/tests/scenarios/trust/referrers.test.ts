import assert from 'node:assert/strict';
import { notationVersions } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';
import { TestJob } from '../../fixtures/job/testJob';
import { logOf } from '../../fixtures/job/logAssertions';
import { assertEnded, reported, signedImage } from '../../fixtures/trust/trustAssertions';
import { openSuiteWorld } from '../../fixtures/suite';

describe('a signature that was stored by the Referrers API', () => {
  let world: World;
  let artifact: string;

  before(async function () {
    world = await openSuiteWorld(this);
    ({ reference: artifact } = await signedImage(world, { referrers: 'api' }));
  });

  for (const notation of notationVersions()) {
    const { version } = notation;
    const verify = (inputs: Readonly<Record<string, string>> = {}) =>
      TestJob.at(world, notation).verify(artifact, {}, inputs);

    it(`is found by itself (${version})`, async () => {
      assertEnded(await verify());
    });

    it(`is not looked for where referrers is tag (${version})`, async () => {
      assertEnded(await verify({ referrers: 'tag' }), 'NotSigned');
    });

    it(`is found with allowReferrersAPI, and by referrers: api (${version})`, async () => {
      assertEnded(await verify({ allowReferrersAPI: 'true' }));
      assertEnded(await verify({ referrers: 'api' }));
    });

    it(`is listed (${version})`, async () => {
      const inputs = { command: 'inspect', artifactRefs: artifact };
      const run = await TestJob.at(world, notation).job.run(world.task, { inputs });
      assertEnded(run);
      assert.equal(reported(run)[0]?.signatures?.length, 1, logOf(run));
    });
  }
});
