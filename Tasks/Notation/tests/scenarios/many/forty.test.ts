import assert from 'node:assert/strict';
import { shortenDigests } from '../../../src/text/shortDigest';
import { setTimeout as sleep } from 'node:timers/promises';
import { findOrphans } from '../../../../../emulator/orphans';
import { pushImage } from '../../doubles/registry/image';
import { endedWith } from '../../fixtures/suite';
import { requireTool } from '../../fixtures/tools';
import { Traces } from '../../fixtures/traces';
import { logOf } from '../../fixtures/gate/verdict';
import { Crowd } from '../../fixtures/many/crowd';
import { Scene, blocksOf } from '../../fixtures/many/scene';

const COUNT = 40;

describe('forty digests', () => {
  let scene: Scene;
  let images: string[];

  before(async function () {
    requireTool(this, 'notation');
    scene = endedWith(this, await Scene.open());
    const { registry } = scene.world;
    const pushed = Array.from({ length: COUNT }, (_, at) =>
      pushImage(registry, `app${at}`, 'latest'),
    );
    images = (await Promise.all(pushed)).map(({ reference }) => reference);
  });

  afterEach(() => {
    scene.world.registry.faults = undefined;
  });

  it('P2 signs as many at once as maxParallel says by default, and never more', async () => {
    const { registry, task } = scene.world;
    const crowd = new Crowd(8, ({ kind }) => kind === 'upload');
    registry.faults = crowd.hook;
    const run = await scene.station().job.run(task, { inputs: scene.signing(images) });
    assert.equal(run.result, 'Succeeded', logOf(run));
    assert.equal(run.outputs['SignedCount'], String(COUNT));
    assert.equal(crowd.highest, 8);
    const stored = images.map((_, at) => {
      const digest = images[at]?.split('@')[1] ?? '';
      return registry.store.signaturesOf(`app${at}`, digest).length;
    });
    assert.deepEqual(
      stored,
      images.map(() => 1),
    );
  });

  for (const most of [1, 3, 12]) {
    it(`P2 verifies ${most} at once: the log is in the order of the input, progress only grows`, async () => {
      const { registry, task } = scene.world;
      // All wait for the first request to a registry: it does not count.
      const crowd = new Crowd(most, ({ kind }) => kind === 'referrers');
      registry.faults = crowd.hook;
      const station = scene.station();
      const inputs = scene.verifying(station, images, { maxParallel: String(most) });
      const run = await station.job.run(task, { inputs });
      assert.equal(run.result, 'Succeeded', logOf(run));
      assert.equal(crowd.highest, most);
      const blocks = blocksOf(run);
      assert.deepEqual(
        blocks.map(({ head, lines: [first] }) => [head.replace(/ \(.*/, ''), first]),
        images.map((image) => [`Verified ${shortenDigests(image)}`, `  Artifact: ${image}`]),
      );
      for (const [at, { lines }] of blocks.entries()) {
        assert(lines.length > 0);
        const named = lines.join('\n').match(/sha256:[0-9a-f]{64}/g) ?? [];
        assert.deepEqual([...new Set(named)], [images[at]?.split('@')[1]]);
      }
      const steps = run.progress.map(({ percent }) => percent).slice(0, COUNT);
      assert.deepEqual(
        steps,
        images.map((_, at) => Math.floor(((at + 1) / COUNT) * 100)),
      );
    });
  }

  it('P2 a cancelled step stops all that are under way, and begins no other', async () => {
    const { registry, task } = scene.world;
    const seen = new Set<string>();
    registry.faults = ({ repository = '', kind }) => {
      if (kind !== 'upload') return undefined;
      seen.add(repository);
      return { stall: true };
    };
    const { job } = scene.station();
    const traces = new Traces(job);
    const step = job.start(task, { inputs: scene.signing(images) });
    for (let waited = 0; seen.size < 8 && waited < 15_000; waited += 20) await sleep(20);
    assert.equal(seen.size, 8);
    step.cancel();
    const run = await step.done;
    assert.deepEqual([run.result, run.exitCode], ['Canceled', 130], logOf(run));
    assert.equal(seen.size, 8);
    assert.deepEqual(findOrphans(job.lookupId), []);
    assert.deepEqual(traces.left('sign', run), []);
  });
});
