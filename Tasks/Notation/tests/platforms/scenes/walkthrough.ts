import assert from 'node:assert/strict';
import type { Scene } from '../stage/scene';
import { failedWith, succeeded } from '../stage/stage';

/** Install, sign, verify, and refuse what nobody signed: with each version of notation. */
export const walkthrough: readonly Scene[] = [
  {
    name: 'the walkthrough with the newest notation',
    onEveryNode: true,
    onArm64: true,
    play: async (stage) => {
      const job = stage.job();
      await stage.install(job);
      const [signed, unsigned] = [await stage.image(), await stage.image()];
      succeeded(await stage.sign(job, signed));
      succeeded(await stage.verify(job, signed));
      failedWith(await stage.verify(job, unsigned), 'NotSigned');
      assert.deepEqual(await stage.ask('signatures', { reference: signed }), { count: 1 });
    },
  },
  {
    name: 'the walkthrough with the oldest notation',
    onEveryNode: true,
    play: async (stage) => {
      const job = stage.job();
      await stage.install(job, stage.world.versions[0]);
      const [signed, unsigned] = [await stage.image(), await stage.image()];
      succeeded(await stage.sign(job, signed));
      succeeded(await stage.verify(job, signed));
      failedWith(await stage.verify(job, unsigned), 'NotSigned');
    },
  },
];
