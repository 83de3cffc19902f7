import type { Clock, Deadline } from '../network/deadline';
import { RegistryFailure } from './failure';

/** The pace of all requests to one registry. */
export interface Pace {
  /** Sends no request for the given milliseconds. */
  slowDown(milliseconds: number): void;
  /**
   * Waits until a request may be sent.
   *
   * @throws RegistryFailure `throttled` when the wait exceeds the deadline
   */
  wait(deadline: Deadline, signal?: AbortSignal): Promise<void>;
}

/** @param host for the error */
export function createPace(host: string, clock: Clock): Pace {
  let next = 0;
  return {
    slowDown: (milliseconds) => {
      next = Math.max(next, clock.now() + milliseconds);
    },
    wait: async (deadline, signal) => {
      for (let left = next - clock.now(); left > 0; left = next - clock.now()) {
        if (left >= deadline.remaining() || signal?.aborted === true) {
          throw new RegistryFailure(
            'throttled',
            `${host} limits the rate of requests (status 429)`,
          );
        }
        await clock.sleep(left, signal);
      }
    },
  };
}
