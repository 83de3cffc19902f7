import assert from 'node:assert/strict';
import { type Clock, createDeadline, systemClock } from '../../../src/network/deadline';
import { parseRetryAfter, runWithRetry } from '../../../src/network/retry';

/** A clock that a test moves: sleeping takes no time. */
function fakeClock(): Clock & { pauses: number[] } {
  let time = 1_000_000;
  const pauses: number[] = [];
  return {
    pauses,
    now: () => time,
    sleep: (milliseconds) => {
      pauses.push(milliseconds);
      time += milliseconds;
      return Promise.resolve();
    },
  };
}

describe('runWithRetry', () => {
  const failing = (times: number) => {
    let count = 0;
    return () => {
      count += 1;
      return count <= times ? Promise.reject(new Error(`failed ${count}`)) : Promise.resolve(count);
    };
  };

  it('tries again after pauses that double', async () => {
    const clock = fakeClock();
    const deadline = createDeadline(60_000, clock);
    const result = await runWithRetry(failing(3), { deadline, clock, isRetryable: () => true });
    assert.equal(result, 4);
    assert.deepEqual(clock.pauses, [500, 1000, 2000]);
  });

  it('gives up after so many attempts, with the last error', async () => {
    const clock = fakeClock();
    const deadline = createDeadline(60_000, clock);
    const options = { deadline, clock, isRetryable: () => true, maxAttempts: 2 };
    await assert.rejects(runWithRetry(failing(9), options), { message: 'failed 2' });
  });

  it('does not repeat what cannot be repeated', async () => {
    const clock = fakeClock();
    const deadline = createDeadline(60_000, clock);
    const options = { deadline, clock, isRetryable: () => false };
    await assert.rejects(runWithRetry(failing(9), options), { message: 'failed 1' });
    assert.deepEqual(clock.pauses, []);
  });

  it('waits as long as the server says, and counts no attempt that was only throttled', async () => {
    const clock = fakeClock();
    const deadline = createDeadline(60_000, clock);
    const options = { deadline, clock, isRetryable: () => true, maxAttempts: 2 };
    const throttled = { ...options, isThrottled: () => true, retryAfterMs: () => 3000 };
    assert.equal(await runWithRetry(failing(6), throttled), 7);
    assert.deepEqual(clock.pauses, Array(6).fill(3000));
  });

  it('S6 pauses between attempts that do not count, even where the server asks for no pause', async () => {
    const clock = fakeClock();
    const deadline = createDeadline(10_000, clock);
    const options = { deadline, clock, isRetryable: () => true, isThrottled: () => true };
    const retried = runWithRetry(failing(100), { ...options, retryAfterMs: () => 0 });
    await assert.rejects(retried, { message: 'failed 20' });
    assert.deepEqual(clock.pauses, Array(19).fill(500));
  });

  it('begins no pause that would end after the deadline', async () => {
    const clock = fakeClock();
    const deadline = createDeadline(5000, clock);
    const options = { deadline, clock, isRetryable: () => true, retryAfterMs: () => 5000 };
    await assert.rejects(runWithRetry(failing(9), options), { message: 'failed 1' });
  });

  it('ends its pause with the signal', async () => {
    const controller = new AbortController();
    const deadline = createDeadline(60_000);
    const options = { deadline, isRetryable: () => true, firstPauseMs: 30_000 };
    const pending = runWithRetry(failing(9), { ...options, signal: controller.signal });
    setImmediate(() => {
      controller.abort();
    });
    await assert.rejects(pending, { message: 'failed 1' });
  });
});

describe('parseRetryAfter', () => {
  const now = Date.parse('Fri, 27 Nov 2026 12:00:00 GMT');
  const table: readonly [header: string | undefined, milliseconds: number | undefined][] = [
    ['30', 30_000],
    [' 0 ', 0],
    ['Fri, 27 Nov 2026 12:01:30 GMT', 90_000],
    ['Fri, 27 Nov 2026 11:00:00 GMT', 0],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['2026-11-27T12:01:30Z', undefined],
    ['9999999999', undefined],
    ['', undefined],
    [undefined, undefined],
  ];
  for (const [header, milliseconds] of table) {
    it(`reads ${header ?? 'no header'} as ${milliseconds ?? 'nothing'}`, () => {
      assert.equal(parseRetryAfter(header, now), milliseconds);
    });
  }
});

describe('systemClock', () => {
  it('ends no sleep at once that is longer than a timer of Node can be', async () => {
    const controller = new AbortController();
    let isOver = false;
    const sleep = systemClock.sleep(2 ** 40, controller.signal).then(() => (isOver = true));
    await systemClock.sleep(20);
    assert.equal(isOver, false);
    controller.abort();
    await sleep;
  });
});
