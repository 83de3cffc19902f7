import { type Clock, type Deadline, systemClock } from './deadline';
import { NetworkError } from './networkError';

/** How often some work is tried, and how long the pauses are. */
export interface RetryOptions {
  /** No attempt begins, and no pause ends, after it. */
  readonly deadline: Deadline;
  /** Whether the work may succeed when it is done again. */
  readonly isRetryable: (error: unknown) => boolean;
  /** Milliseconds that the server asked to wait; undefined where it asked for none. */
  readonly retryAfterMs?: (error: unknown) => number | undefined;
  /** Whether the server only asked to wait: such attempts are bounded by the deadline alone. */
  readonly isThrottled?: (error: unknown) => boolean;
  /** Attempts in all, throttled ones not counted. */
  readonly maxAttempts?: number;
  /** Milliseconds before the second attempt; the pause doubles after each further attempt. */
  readonly firstPauseMs?: number;
  /** Hears that an attempt failed and that another follows after so many milliseconds. */
  readonly onRetry?: (error: unknown, pauseMs: number) => void;
  /** Ends the pauses early; no attempt follows then. */
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock;
}

const MAX_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;

/**
 * Does some work, and does it again after a pause where it failed in a way that passes by itself.
 *
 * @param work gets the number of the attempt, from 1
 * @throws what the last attempt threw
 */
export async function runWithRetry<T>(
  work: (attempt: number) => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  const { deadline, isRetryable, signal, clock = systemClock } = options;
  const { maxAttempts = MAX_ATTEMPTS, firstPauseMs = FIRST_PAUSE_MS } = options;
  let counted = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      if (options.isThrottled?.(error) !== true) counted += 1;
      if (counted >= maxAttempts || !isRetryable(error)) throw error;
      const backoffMs = Math.min(firstPauseMs * 2 ** (attempt - 1), MAX_PAUSE_MS);
      const pauseMs = options.retryAfterMs?.(error) ?? backoffMs;
      if (pauseMs >= deadline.remaining() || isAborted(signal)) throw error;
      options.onRetry?.(error, pauseMs);
      await clock.sleep(pauseMs, signal);
      if (isAborted(signal)) throw error;
    }
  }
}

/** Read by a function, because the compiler takes a property that was false once for false ever after. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** Failures of the network that pass by themselves. */
const passing: ReadonlySet<NetworkError['kind']> = new Set([
  'timeout',
  'refused',
  'unreachable',
  'reset',
  'dns',
] as const);

/** Whether a failure of the network may be gone at the next attempt. */
export function isTransientNetworkError(error: unknown): boolean {
  return error instanceof NetworkError && passing.has(error.kind);
}

/** Whether an HTTP status says that the same request may succeed later (RFC 9110, RFC 6585). */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/** An HTTP date in the form that servers must write (RFC 9110, section 5.6.7). */
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * The wait that a header `Retry-After` asks for, in seconds or as a date (RFC 9110, section 10.2.3).
 *
 * @returns milliseconds from now, never negative; undefined where the header is missing or unreadable
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  const value = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  if (!httpDate.test(value)) return undefined;
  const dateMs = Date.parse(value);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
