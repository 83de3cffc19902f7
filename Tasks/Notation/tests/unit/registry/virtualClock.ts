import type { Clock } from '../../../src/network/deadline';

/** A clock in which time passes only while all sleep: the earliest sleeper wakes first. */
export function virtualClock(): Clock {
  let time = 0;
  let isRunning = false;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const run = (): void => {
    isRunning = false;
    sleepers.sort((one, other) => one.at - other.at);
    const next = sleepers.shift();
    if (next === undefined) return;
    time = Math.max(time, next.at);
    next.wake();
    start();
  };
  const start = (): void => {
    if (isRunning) return;
    isRunning = true;
    setImmediate(run);
  };
  return {
    now: () => time,
    sleep: (milliseconds, signal) =>
      new Promise((wake) => {
        const sleeper = { at: time + milliseconds, wake };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          if (sleepers.includes(sleeper)) sleepers.splice(sleepers.indexOf(sleeper), 1);
          wake();
        });
        start();
      }),
  };
}
