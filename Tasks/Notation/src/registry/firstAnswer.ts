import type { Clock, Deadline } from '../network/deadline';

/** The longest wait for the first answer of a registry, in milliseconds. */
const MAX_WAIT_MS = 30_000;

/**
 * Waits until the first answer of a registry has told what all requests need to know. The first request
 * may stall: the others then start while they still have time.
 *
 * @param first never rejects
 * @param deadline of the waiting request: half of its remaining time is the longest wait
 */
export async function waitForFirst(
  first: Promise<unknown>,
  deadline: Deadline,
  clock: Clock,
): Promise<void> {
  const end = new AbortController();
  const waitMs = Math.min(MAX_WAIT_MS, deadline.remaining() / 2);
  await Promise.race([first, clock.sleep(waitMs, end.signal)]);
  end.abort();
}
