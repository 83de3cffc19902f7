import assert from 'node:assert/strict';
import { shortenDigests } from '../../../src/text/shortDigest';
import { leftOf } from '../../fixtures/processes';
import type { FaultRequest } from '../../doubles/registry/faults';
import { pushImage } from '../../doubles/registry/image';
import { endedWith } from '../../fixtures/suite';
import { requireTool } from '../../fixtures/tools';
import { waitUntil } from '../../fixtures/waitUntil';
import { Traces } from '../../fixtures/traces';
import { logOf } from '../../fixtures/job/logAssertions';
import { ConcurrencyProbe } from '../../fixtures/batches/concurrencyProbe';
import { BatchFixture, blocksOf } from '../../fixtures/batches/batchFixture';

const COUNT = 40;

describe('forty digests', () => {
  let fixture: BatchFixture;
  let images: string[];

  before(async function () {
    requireTool(this, 'notation');
    fixture = endedWith(this, await BatchFixture.open());
    const { registry } = fixture.world;
    const pushed = Array.from({ length: COUNT }, (_, at) =>
      pushImage(registry, `app${at}`, 'latest'),
    );
    images = (await Promise.all(pushed)).map(({ reference }) => reference);
  });

  afterEach(() => {
    fixture.world.registry.faults = undefined;
  });

  it('P2 signs as many at once as maxParallel says by default, and never more', async () => {
    const { registry, task } = fixture.world;
    const probe = new ConcurrencyProbe(8, ({ kind }) => kind === 'upload');
    registry.faults = probe.hook;
    const run = await fixture.job().job.run(task, { inputs: fixture.signing(images) });
    assert.equal(run.result, 'Succeeded', logOf(run));
    assert.equal(run.outputs['SignedCount'], String(COUNT));
    assert.equal(probe.highest, 8);
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
      const { registry, task } = fixture.world;
      // All wait for the answer to the first request for referrers, so this request does not count.
      let asked = 0;
      const isMeant = ({ kind }: FaultRequest): boolean => kind === 'referrers' && asked++ > 0;
      const probe = new ConcurrencyProbe(most, isMeant);
      registry.faults = probe.hook;
      const station = fixture.job();
      const inputs = fixture.verifying(station, images, { maxParallel: String(most) });
      const run = await station.job.run(task, { inputs });
      assert.equal(run.result, 'Succeeded', logOf(run));
      assert.equal(probe.highest, most);
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
      const steps = new Set(run.progress.map(({ percent }) => percent).filter(Boolean));
      assert.deepEqual(
        [...steps],
        images.map((_, at) => Math.floor(((at + 1) / COUNT) * 100)),
      );
    });
  }

  it('P2 a cancelled step stops all that are under way, and begins no other', async () => {
    const { registry, task } = fixture.world;
    const seen = new Set<string>();
    registry.faults = ({ repository = '', kind }) => {
      if (kind !== 'upload') return undefined;
      seen.add(repository);
      return { stall: true };
    };
    const { job } = fixture.job();
    const traces = new Traces(job);
    // The emulator sends no second signal.
    const timings = { interrupt: 600_000 };
    const step = job.start(task, { inputs: fixture.signing(images), timings });
    await waitUntil(() => seen.size >= 8, 90_000);
    assert.equal(seen.size, 8);
    step.cancel();
    const run = await step.done;
    assert.deepEqual([run.result, run.exitCode], ['Canceled', 130], logOf(run));
    assert.equal(seen.size, 8);
    assert.deepEqual(await leftOf(job.lookupId), []);
    assert.deepEqual(traces.left('sign', run), []);
  });
});
