import assert from 'node:assert/strict';
import { createProcessPlaces } from '../../../src/commands/processPlaces';

/** Lets everything that is ready run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('createProcessPlaces', () => {
  it('P2 gives out no more places than it has, and the next in order of arrival', async () => {
    const places = createProcessPlaces(2);
    const releases = new Map<string, () => void>();
    const started: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      void places.acquire().then((release) => {
        started.push(name);
        releases.set(name, release);
      });
    }
    await settle();
    assert.deepEqual(started, ['a', 'b']);
    releases.get('b')?.();
    await settle();
    assert.deepEqual(started, ['a', 'b', 'c']);
    releases.get('a')?.();
    await settle();
    assert.deepEqual(started, ['a', 'b', 'c', 'd']);
  });

  it('P2 has its places again after they were given back', async () => {
    const places = createProcessPlaces(1);
    for (let turn = 0; turn < 3; turn += 1) (await places.acquire())();
    const release = await places.acquire();
    let isGiven = false;
    void places.acquire().then(() => (isGiven = true));
    await settle();
    assert.equal(isGiven, false);
    release();
    await settle();
    assert.equal(isGiven, true);
  });
});
