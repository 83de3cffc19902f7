import { MAX_TIMER_MS } from '../text/duration';

/** Time and waiting. Tests use their own clock. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after the given milliseconds. The signal ends the wait early, without an error. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The clock of this machine. Its timers keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(Math.max(milliseconds, 0), MAX_TIMER_MS));
      signal?.addEventListener('abort', end);
    }),
};

/** The time limit of some work, shared by all its parts. */
export interface Deadline {
  /** Milliseconds for the whole work. */
  readonly totalMs: number;
  /** Milliseconds that are left; 0 when the time is over. */
  remaining(): number;
}

/** Creates a deadline that starts now. */
export function createDeadline(totalMs: number, clock: Clock = systemClock): Deadline {
  const end = clock.now() + totalMs;
  return { totalMs, remaining: () => Math.max(0, end - clock.now()) };
}

/**
 * Waits for work that other callers share, no longer than this caller has time. The work goes on.
 *
 * @param over makes the error that is thrown when the time is over
 */
export async function beforeEnd<T>(
  work: Promise<T>,
  deadline: Deadline,
  over: () => Error,
): Promise<T> {
  const settled = new AbortController();
  const end = systemClock.sleep(deadline.remaining(), settled.signal).then(() => {
    throw over();
  });
  end.catch(() => undefined); // it also ends when the work has settled
  try {
    return await Promise.race([work, end]);
  } finally {
    settled.abort();
  }
}

/** A deadline whose time passes only between `resume` and `pause`. */
export interface PausableDeadline extends Deadline {
  /** Milliseconds that were used so far. */
  elapsed(): number;
  /** Lets time pass. */
  resume(): void;
  /** Stops time until `resume`. */
  pause(): void;
}

/** Creates a deadline that starts paused. */
export function createPausableDeadline(
  totalMs: number,
  clock: Clock = systemClock,
): PausableDeadline {
  let usedMs = 0;
  let resumedAt: number | undefined;
  const elapsed = (): number => usedMs + (resumedAt === undefined ? 0 : clock.now() - resumedAt);
  return {
    totalMs,
    elapsed,
    remaining: () => Math.max(0, totalMs - elapsed()),
    resume: () => {
      resumedAt ??= clock.now();
    },
    pause: () => {
      usedMs = elapsed();
      resumedAt = undefined;
    },
  };
}
