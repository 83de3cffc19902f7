import { type Clock, type Deadline, systemClock } from './deadline';
import { NetworkError } from './networkError';

/** The number of attempts and the pauses between them. */
export interface RetryOptions {
  /** No attempt starts after the deadline, and no pause exceeds it. */
  readonly deadline: Deadline;
  /** Whether another attempt may succeed. */
  readonly isRetryable: (error: unknown) => boolean;
  /** Milliseconds that the server asked the client to wait; undefined where the server named none. */
  readonly retryAfterMs?: (error: unknown) => number | undefined;
  /** Whether the server only asked the client to wait. The deadline alone bounds such attempts. */
  readonly isThrottled?: (error: unknown) => boolean;
  /** The largest number of attempts, without throttled attempts. */
  readonly maxAttempts?: number;
  /** Milliseconds before the second attempt; the pause doubles after each further attempt. */
  readonly firstPauseMs?: number;
  /** Called after a failed attempt, with the milliseconds until the next attempt. */
  readonly onRetry?: (error: unknown, pauseMs: number) => void;
  /** Ends a pause early. No further attempt follows then. */
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock;
}

const MAX_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;

/**
 * Does some work, and repeats it after a pause when it failed for a transient reason.
 *
 * @param work receives the number of the attempt, from 1
 * @throws the error of the last attempt
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
      const isThrottled = options.isThrottled?.(error) === true;
      if (!isThrottled) counted += 1;
      if (counted >= maxAttempts || !isRetryable(error)) throw error;
      const backoffMs = Math.min(firstPauseMs * 2 ** (attempt - 1), MAX_PAUSE_MS);
      const askedMs = options.retryAfterMs?.(error) ?? backoffMs;
      // Attempts that do not count need a pause, whatever the server asks for.
      const pauseMs = isThrottled ? Math.max(askedMs, firstPauseMs) : askedMs;
      if (pauseMs >= deadline.remaining() || isAborted(signal)) throw error;
      options.onRetry?.(error, pauseMs);
      await clock.sleep(pauseMs, signal);
      if (isAborted(signal)) throw error;
    }
  }
}

/** Reads the property in a function: the compiler would otherwise assume that it stays false. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** Transient network failures. */
const passing: ReadonlySet<NetworkError['kind']> = new Set([
  'timeout',
  'refused',
  'unreachable',
  'reset',
  'dns',
] as const);

/** Whether a network failure is transient. */
export function isTransientNetworkError(error: unknown): boolean {
  return error instanceof NetworkError && passing.has(error.kind);
}

/** Whether an HTTP status is transient: the same request may succeed later (RFC 9110, RFC 6585). */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/** An HTTP date in the form that servers must write (RFC 9110, section 5.6.7). */
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Reads the wait of a `Retry-After` header, in seconds or as a date (RFC 9110, section 10.2.3).
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
