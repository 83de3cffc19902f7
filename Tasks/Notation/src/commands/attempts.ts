import { say } from '../agent/log';
import { TaskError } from '../errors';
import { isRepeatable } from '../notation/repetition';
import { parseError } from '../notation/output';
import type { ProcessResult } from '../process/run';
import type { Show } from './batch';

const ATTEMPTS = 3;

/** Milliseconds before the second attempt; doubled after each. */
const PAUSE = 2000;

/** How long an artifact may take. */
export interface TimeLimit {
  /** Milliseconds for all that is done with it. */
  readonly timeout: number;
  /** When that is over, in milliseconds since 1970; undefined: it begins now. */
  readonly end?: number;
}

/**
 * Runs notation for an artifact, again where a registry failed for a moment: notation itself does
 * not. What timed out is not repeated, nor a push whose answer was lost: nobody knows what was
 * pushed by then.
 *
 * @param reference the artifact, for the log
 * @param show puts a line into the artifact's block of the log
 * @param run gets the milliseconds that are left
 * @param reasonOf why it failed, from standard error
 * @throws TaskError ArtifactTimedOut
 */
export async function runWithRetry(
  reference: string,
  { timeout, end = Date.now() + timeout }: TimeLimit,
  show: Show,
  run: (left: number) => Promise<ProcessResult>,
  reasonOf: (stderr: readonly string[]) => string | undefined = parseError,
): Promise<ProcessResult> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await run(end - Date.now());
    if (result.timedOut)
      throw new TaskError('ArtifactTimedOut', [reference, String(timeout / 1000)]);
    const error = result.exitCode === 0 ? undefined : reasonOf(result.stderr);
    if (attempt === ATTEMPTS || error === undefined || !isRepeatable(error)) return result;
    const pause = PAUSE * 2 ** (attempt - 1);
    if (Date.now() + pause >= end) return result;
    const next = String(attempt + 1);
    show(() => say('Log_NotationAgain', reference, error, next, String(ATTEMPTS)));
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
