import assert from 'node:assert/strict';
import { startDistribution } from '../../doubles/registries';
import {
  SBOM,
  attachArtifact,
  entryOf,
  platforms,
  pushIndex,
  pushWholeImage,
} from '../../doubles/registry/wholeImage';
import { logOf } from '../../fixtures/job/logAssertions';
import { BatchFixture, indexed } from '../../fixtures/batches/batchFixture';
import { endedWith } from '../../fixtures/suite';
import { requireTool } from '../../fixtures/tools';

const ROUNDS = 20;

describe('signing whole images at once, by tag schema', () => {
  let fixture: BatchFixture;
  let host: string;

  before(async function () {
    requireTool(this, 'notation', 'registry');
    fixture = endedWith(this, await BatchFixture.open());
    ({ host } = endedWith(this, await startDistribution()));
  });

  it(`T4 loses no signature in ${ROUNDS} runs`, async function () {
    this.timeout(900_000);
    for (let round = 0; round < ROUNDS; round += 1) {
      const repository = `app${round}`;
      const place = { target: host, repository };
      const one = await pushWholeImage(place);
      // Another image shares its platforms, and a tag names it too.
      const shared = one.platforms.map((image, position) => entryOf(image, platforms[position]));
      const other = await pushIndex(place, shared, { tag: 'other' });
      const sboms = [await attachArtifact(place, one.index), await attachArtifact(place, other)];
      const names = [one.index.reference, `${host}/${repository}:other`, other.reference];
      const more = { recursive: 'true', attachedTypes: SBOM, referrers: 'tag', maxParallel: '16' };
      const inputs = fixture.signing(names, more);
      const run = await fixture.job().job.run(fixture.world.task, { inputs });
      assert.equal(run.result, 'Succeeded', logOf(run));
      const signed = [one.index, other, ...one.platforms, ...sboms];
      const kept = await Promise.all(signed.map(({ digest }) => indexed(host, repository, digest)));
      // Beside its signature each index lists its SBOM.
      assert.deepEqual(kept, [2, 2, 1, 1, 1, 1], `round ${round}\n${logOf(run)}`);
      const made = run.log.filter((line) => line.includes('notation | Successfully signed '));
      assert.equal(made.length, signed.length, `round ${round}`);
    }
  });
});
