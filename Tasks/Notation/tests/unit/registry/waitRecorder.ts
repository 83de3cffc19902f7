import type { Clock } from '../../../src/network/deadline';

/** A clock whose waits end at once, each noted with its milliseconds. */
export interface WaitRecorder extends Clock {
  readonly waits: number[];
}

/**
 * Makes a clock that is ahead by what was waited for.
 * @param start milliseconds since 1970
 */
export function recordWaits(start = Date.now()): WaitRecorder {
  const waits: number[] = [];
  let time = start;
  return {
    waits,
    now: () => time,
    sleep: (milliseconds, signal) => {
      // Only the wait for another request's first answer has a signal. That answer ends the wait.
      if (signal !== undefined) {
        return new Promise((end) => {
          signal.addEventListener('abort', () => end());
        });
      }
      waits.push(milliseconds);
      time += milliseconds;
      return Promise.resolve();
    },
  };
}
