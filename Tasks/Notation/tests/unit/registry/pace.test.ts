import assert from 'node:assert/strict';
import { createDeadline } from '../../../src/network/deadline';
import { createPace } from '../../../src/registry/pace';
import { recordWaits } from './waitRecorder';

describe('createPace', () => {
  it('R5 waits for the longest of several pauses, whichever came last', async () => {
    for (const pauses of [
      [10_000, 1000],
      [1000, 10_000],
    ]) {
      const clock = recordWaits();
      const pace = createPace('registry.example', clock);
      for (const pause of pauses) pace.slowDown(pause);
      await pace.wait(createDeadline(60_000, clock));
      assert.deepEqual(clock.waits, [10_000]);
    }
  });
});
