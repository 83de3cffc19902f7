import assert from 'node:assert/strict';
import { createLimiter } from '../../../src/network/limiter';

const unlimited = new AbortController().signal;

/** Lets everything that is ready run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('createLimiter', () => {
  it('P2 gives out no more places than it has, and the next in order of arrival', async () => {
    const places = createLimiter(2);
    const releases = new Map<string, () => void>();
    const started: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      void places.acquire('a host', unlimited).then((release) => {
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
    const places = createLimiter(1);
    for (let turn = 0; turn < 3; turn += 1) (await places.acquire('a host', unlimited))();
    const release = await places.acquire('a host', unlimited);
    let isGiven = false;
    void places.acquire('a host', unlimited).then(() => (isGiven = true));
    await settle();
    assert.equal(isGiven, false);
    release();
    await settle();
    assert.equal(isGiven, true);
  });

  it('P2 gives a place to the caller with the lowest order, and to equal ones as they came', async () => {
    const places = createLimiter(1);
    const release = await places.acquire('a host', unlimited);
    const entered: string[] = [];
    const enter = async (name: string, order?: number): Promise<void> => {
      const end = await places.acquire('a host', unlimited, order);
      entered.push(name);
      end();
    };
    const all = [
      enter('2', 2),
      enter('1', 1),
      enter('2 again', 2),
      enter('none'),
      enter('1 again', 1),
    ];
    release();
    await Promise.all(all);
    assert.deepEqual(entered, ['none', '1', '1 again', '2', '2 again']);
  });

  it('P2 forgets a caller that gave up', async () => {
    const places = createLimiter(1);
    const release = await places.acquire('a host', unlimited);
    const gaveUp = new AbortController();
    const first = places.acquire('a host', gaveUp.signal, 1);
    const second = places.acquire('a host', unlimited, 2);
    gaveUp.abort();
    await assert.rejects(first);
    release();
    (await second)();
  });
});
