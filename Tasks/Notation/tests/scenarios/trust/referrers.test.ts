import assert from 'node:assert/strict';
import semver from 'semver';
import { notationVersions } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';
import { Station } from '../../fixtures/gate/station';
import { logOf } from '../../fixtures/gate/verdict';
import { assertEnded, reported, signedImage } from '../../fixtures/trust/stage';
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
      Station.at(world, notation).verify(artifact, {}, inputs);

    if (semver.lt(version, '1.2.0')) {
      it(`is not seen, and the step says why (${version})`, async () => {
        const run = await verify();
        assertEnded(run, 'NotSignedByTag');
        const message = run.issues[0]?.message ?? '';
        for (const word of ['allowReferrersAPI: true', '1.2.0', artifact]) {
          assert(message.includes(word), message);
        }
      });
    } else {
      it(`is found by itself (${version})`, async () => {
        assertEnded(await verify());
      });
    }

    it(`is found with allowReferrersAPI, and by referrers: api (${version})`, async () => {
      assertEnded(await verify({ allowReferrersAPI: 'true' }));
      assertEnded(await verify({ referrers: 'api' }));
    });

    it(`is listed with allowReferrersAPI (${version})`, async () => {
      const inputs = { command: 'inspect', artifactRefs: artifact, allowReferrersAPI: 'true' };
      const run = await Station.at(world, notation).job.run(world.task, { inputs });
      assertEnded(run);
      assert.equal(reported(run)[0]?.signatures?.length, 1, logOf(run));
    });
  }
});
