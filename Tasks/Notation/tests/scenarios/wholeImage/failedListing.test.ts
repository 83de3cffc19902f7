import assert from 'node:assert/strict';
import type { StepRun } from '../../../../../emulator/run';
import { IMAGE_INDEX, IMAGE_MANIFEST } from '../../doubles/registry/manifest';
import { SBOM, attachArtifact, pushWholeImage } from '../../doubles/registry/wholeImage';
import { logOf } from '../../fixtures/job/logAssertions';
import { BatchFixture, reportOf } from '../../fixtures/batches/batchFixture';
import { endedWith } from '../../fixtures/suite';
import { requireTool } from '../../fixtures/tools';

const more = { recursive: 'true', attachedTypes: SBOM, referrers: 'api' };

describe('what is attached, where the registry does not list it', () => {
  let fixture: BatchFixture;

  before(async function () {
    requireTool(this, 'notation');
    fixture = endedWith(this, await BatchFixture.open());
  });

  afterEach(() => {
    fixture.world.registry.faults = undefined;
  });

  /** A pushed image with SBOMs of its index and of its second platform, whose first listing can be refused. */
  async function image(tag: string) {
    const { registry } = fixture.world;
    const place = { target: registry, repository: 'app' };
    const { index, platforms } = await pushWholeImage(place, tag);
    const [, arm64] = platforms;
    assert(arm64 !== undefined);
    for (const each of [index, arm64]) await attachArtifact(place, each);
    const refuse = (): void => {
      const listing = `/referrers/${arm64.digest}`;
      registry.faults = ({ path, attempt }) =>
        path.includes(listing) && attempt === 1 ? { status: 403 } : undefined;
    };
    return { index, arm64, refuse };
  }

  function assertFailed(run: StepRun, digest: string): void {
    assert.equal(run.result, 'Failed', logOf(run));
    const failed = reportOf(run).artifacts.filter(({ status }) => status === 'failed');
    assert.deepEqual(
      failed.map(({ error, artifactType, partOf }) => [error?.code, artifactType, partOf]),
      [['RegistryForbidden', SBOM, digest]],
      logOf(run),
    );
  }

  it('T3 fails at sign, so that nobody takes it for signed', async () => {
    const { index, arm64, refuse } = await image('sign');
    refuse();
    const inputs = fixture.signing([index.reference], more);
    assertFailed(await fixture.job().job.run(fixture.world.task, { inputs }), arm64.digest);
  });

  /** Signs an image for which the registry lists these entries as attached, and nothing else. */
  async function signListed(tag: string, manifests: readonly object[]) {
    const { registry } = fixture.world;
    const { index } = await pushWholeImage({ target: registry, repository: 'app' }, tag);
    const headers = { 'Content-Type': IMAGE_INDEX };
    const body = { schemaVersion: 2, mediaType: IMAGE_INDEX, manifests };
    registry.faults = ({ path }) =>
      path.includes(`/referrers/${index.digest}`) ? { status: 200, headers, body } : undefined;
    const inputs = fixture.signing([index.reference], { ...more, recursive: 'false' });
    const run = await fixture.job().job.run(fixture.world.task, { inputs });
    assert.equal(run.result, 'Failed', logOf(run));
    return reportOf(run).artifacts.filter(({ status }) => status === 'failed');
  }

  const listed = (index: number, size = 1) => ({
    ...{ mediaType: IMAGE_MANIFEST, size, artifactType: SBOM },
    digest: `sha256:${index.toString(16).padStart(64, '0')}`,
  });

  it('T3 fails at sign where it is listed twice, with different sizes', async () => {
    const failed = await signListed('twice', [listed(1), listed(1, 2)]);
    assert.deepEqual(
      failed.map(({ digest, error }) => [digest, error?.code]),
      [[listed(1).digest, 'AttachedRefused']],
    );
  });

  it('T5 fails at sign where more than 100 of a type are attached', async () => {
    const entries = Array.from({ length: 101 }, (_, index) => listed(index));
    const all = await signListed('all', entries.slice(1));
    const tooMany = / more than 100 /;
    const told = (rows: typeof all) =>
      rows
        .filter(({ error }) => tooMany.test(error?.message ?? ''))
        .map(({ error }) => error?.code);
    // The registry has none of them.
    assert.deepEqual([all.length, told(all)], [100, []]);
    const most = await signListed('most', entries);
    assert.deepEqual([most.length, told(most)], [101, ['AttachedRefused']]);
  });

  it('T3 fails at verify', async () => {
    const { index, arm64, refuse } = await image('verify');
    const station = fixture.job();
    const signing = fixture.signing([index.reference], more);
    const signed = await station.job.run(fixture.world.task, { inputs: signing });
    assert.equal(signed.result, 'Succeeded', logOf(signed));
    refuse();
    const inputs = fixture.verifying(station, [index.reference], more);
    assertFailed(await station.job.run(fixture.world.task, { inputs }), arm64.digest);
  });
});
