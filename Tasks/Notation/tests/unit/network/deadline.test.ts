import assert from 'node:assert/strict';
import { type Clock, createPausableDeadline } from '../../../src/network/deadline';

function manualClock(): Clock & { advance(milliseconds: number): void } {
  let time = 5000;
  return {
    now: () => time,
    sleep: () => Promise.resolve(),
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}

describe('createPausableDeadline', () => {
  it('lets time pass only between resume and pause', () => {
    const clock = manualClock();
    const deadline = createPausableDeadline(1000, clock);
    clock.advance(400);
    assert.deepEqual([deadline.elapsed(), deadline.remaining()], [0, 1000]);
    deadline.resume();
    clock.advance(300);
    assert.deepEqual([deadline.elapsed(), deadline.remaining()], [300, 700]);
    deadline.pause();
    clock.advance(10_000);
    assert.deepEqual([deadline.elapsed(), deadline.remaining()], [300, 700]);
    deadline.resume();
    clock.advance(800);
    assert.deepEqual([deadline.elapsed(), deadline.remaining()], [1100, 0]);
    assert.equal(deadline.totalMs, 1000);
  });

  it('takes a second resume or pause for none', () => {
    const clock = manualClock();
    const deadline = createPausableDeadline(1000, clock);
    deadline.resume();
    clock.advance(100);
    deadline.resume();
    clock.advance(100);
    deadline.pause();
    deadline.pause();
    assert.equal(deadline.elapsed(), 200);
  });
});
