import assert from 'node:assert/strict';
import semver from 'semver';
import type { StepRun } from '../../../../../emulator/run';
import { pushImage } from '../../doubles/registry/image';
import { type Registry, startRegistry } from '../../doubles/registry/registry';
import { type RegistryServer, startDistribution, startOlareg } from '../../doubles/registries';
import { endedWith } from '../../fixtures/suite';
import { type NotationVersion, notationVersions, requireTool } from '../../fixtures/tools';
import { logOf } from '../../fixtures/job/logAssertions';
import { BatchFixture, indexed, listed } from '../../fixtures/batches/batchFixture';

type Choice = 'auto' | 'api' | 'tag';

/** Whether a signature goes into the index under the referrers tag, as the design has it. */
function goesToTag({ version }: NotationVersion, choice: Choice, hasApi: boolean): boolean {
  if (!hasApi || choice === 'tag') return true;
  return choice === 'auto' && semver.major(version) < 2;
}

describe('where signatures are stored', () => {
  let fixture: BatchFixture;
  let without: Registry;
  let real: { api: RegistryServer; none: RegistryServer };
  let repositories = 0;

  before(async function () {
    requireTool(this, 'notation', 'registry', 'olareg');
    fixture = endedWith(this, await BatchFixture.open());
    without = endedWith(this, await startRegistry({ referrersApi: false }));
    const api = endedWith(this, await startOlareg());
    const none = endedWith(this, await startDistribution());
    real = { api, none };
  });

  async function signAndVerify(
    notation: NotationVersion,
    target: string,
    more: Readonly<Record<string, string>>,
  ): Promise<{ repository: string; digest: string; signed: StepRun }> {
    repositories += 1;
    const repository = `app${repositories}`;
    const { reference, digest } = await pushImage(target, repository, 'latest');
    const station = fixture.job(notation);
    const { task } = fixture.world;
    const signed = await station.job.run(task, { inputs: fixture.signing([reference], more) });
    const inputs = fixture.verifying(station, [reference], more);
    const verified = await station.job.run(task, { inputs });
    for (const run of [signed, verified]) {
      assert.equal(run.result, 'Succeeded', logOf(run));
      assert(!run.log.some((line) => /flag .*deprecated/i.test(line)), logOf(run));
    }
    return { repository, digest, signed };
  }

  for (const notation of notationVersions()) {
    for (const choice of ['auto', 'api', 'tag'] as const) {
      it(`P4 ${choice}: with the Referrers API and without (${notation.version})`, async () => {
        for (const registry of [fixture.world.registry, without]) {
          const hasApi = registry !== without;
          const { host, store } = registry;
          const { repository, digest } = await signAndVerify(notation, host, { referrers: choice });
          assert.equal(store.signaturesOf(repository, digest).length, 1);
          const inTag = goesToTag(notation, choice, hasApi) ? 1 : 0;
          assert.equal(store.indexedSignaturesOf(repository, digest).length, inTag);
        }
      });

      it(`P4 ${choice}: with distribution, and olareg for the API (${notation.version})`, async () => {
        for (const hasApi of [true, false]) {
          // By the tag schema olareg can lose a first signature.
          if (hasApi && goesToTag(notation, choice, hasApi)) continue;
          const { host } = hasApi ? real.api : real.none;
          const { repository, digest } = await signAndVerify(notation, host, { referrers: choice });
          const inTag = goesToTag(notation, choice, hasApi) ? 1 : 0;
          assert.equal(await indexed(host, repository, digest), inTag);
          const expected = hasApi ? 1 : undefined;
          assert.equal(await listed(host, repository, digest), expected);
        }
      });
    }

    it(`P4 allowReferrersAPI means the API (${notation.version})`, async () => {
      const { host, store } = fixture.world.registry;
      const { repository, digest } = await signAndVerify(notation, host, {
        ...{ allowReferrersAPI: 'true', referrers: 'auto' },
      });
      assert.equal(store.signaturesOf(repository, digest).length, 1);
      assert.deepEqual(store.indexedSignaturesOf(repository, digest), []);
    });

    it(`P4 a contradiction is a warning, and referrers counts (${notation.version})`, async () => {
      const { host, store } = fixture.world.registry;
      const more = { allowReferrersAPI: 'true', referrers: 'tag' };
      const { repository, digest, signed } = await signAndVerify(notation, host, more);
      assert.equal(store.indexedSignaturesOf(repository, digest).length, 1);
      assert.deepEqual(
        signed.issues.map(({ type, message }) => [type, message]),
        [['warning', 'allowReferrersAPI is true, but referrers is tag. The step uses referrers.']],
      );
    });
  }
});
