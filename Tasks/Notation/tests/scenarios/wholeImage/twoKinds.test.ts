import assert from 'node:assert/strict';
import { entryOf, pushIndex, pushWholeImage } from '../../doubles/registry/wholeImage';
import { BatchFixture, reportOf } from '../../fixtures/batches/batchFixture';
import { assertOnlyTaskCommands } from '../../fixtures/job/logAssertions';
import { attachSignature } from '../../fixtures/registry/content';
import { endedWith } from '../../fixtures/suite';
import { requireTool } from '../../fixtures/tools';

const repository = 'team/app';

describe('T2 a manifest that two indexes of an image list', () => {
  let fixture: BatchFixture;

  before(async function () {
    requireTool(this, 'notation');
    fixture = endedWith(this, await BatchFixture.open());
  });

  for (const [name, change, codes] of [
    ['alike is verified once', {}, []],
    ['with two sizes is refused', { size: 7 }, ['IndexRefused']],
    [
      'as an image and as an index is refused',
      { mediaType: 'application/vnd.oci.image.manifest.v1+json' },
      ['IndexRefused'],
    ],
  ] as const) {
    it(`T2 ${name}`, async () => {
      const { registry, certificate } = fixture.world;
      const place = { target: registry, repository };
      const image = await pushWholeImage(place, name.replace(/ /g, '-'));
      const inner = await pushIndex(place, [entryOf(image.index)]);
      const outer = await pushIndex(place, [
        { ...entryOf(image.index), ...change },
        entryOf(inner),
      ]);
      for (const each of [outer, inner, image.index, ...image.platforms]) {
        attachSignature(registry, repository, each, [certificate]);
      }
      const station = fixture.job();
      const given = fixture.verifying(station, [outer.reference], { recursive: 'true' });
      const run = await station.job.run(fixture.world.task, { inputs: given });
      const found = reportOf(run).artifacts.flatMap(({ error }) => error?.code ?? []);
      assert.deepEqual(found, codes);
      assertOnlyTaskCommands(run, found.length === 0 ? 'Succeeded' : 'Failed', run.secrets);
    });
  }
});
