import { formatReference } from '../artifacts/reference';
import type { Invocation } from '../notation/arguments';
import type { EnvironmentOverrides } from '../notation/environment';
import type { Notation } from '../notation/cli';
import type { ErrorPattern } from '../notation/errorPatterns';
import { isRetryable } from '../notation/errors';
import { parseError } from '../notation/output';
import { runWithRetry } from '../network/retry';
import type { ProcessResult } from '../process/run';
import type { BatchItem } from './batch';
import { notationLineWriter } from './notationLines';
import { timedOut } from './registryAccess';

const MAX_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 2000;

/** One run of notation for an artifact. */
export interface NotationRun {
  readonly notation: Notation;
  readonly invocation: Invocation;
  readonly overrides: EnvironmentOverrides;
  /** The error patterns of the plugin that notation runs. */
  readonly pluginPatterns: readonly ErrorPattern[];
}

/** A run whose error passes by itself. */
class PassingFailure extends Error {
  constructor(
    readonly result: ProcessResult,
    readonly reason: string,
  ) {
    super(reason);
  }
}

/**
 * Runs notation for an artifact, again where a registry failed for a moment: notation itself does
 * not. A run that timed out is not repeated, nor is a push whose answer was lost: nobody knows what
 * was pushed by then.
 *
 * @throws TaskError ArtifactTimedOut
 */
export async function runNotation(
  { notation, invocation, overrides, pluginPatterns }: NotationRun,
  { artifact, log, deadline, runProcess }: BatchItem,
): Promise<ProcessResult> {
  const reference = formatReference(artifact);
  const runOnce = async (attempt: number): Promise<ProcessResult> => {
    const result = await runProcess(() =>
      notation.run(invocation, {
        overrides,
        timeout: deadline.remaining(),
        onLine: notationLineWriter(log),
      }),
    );
    if (result.timedOut) throw timedOut(reference, deadline);
    const reason = result.exitCode === 0 ? undefined : parseError(result.stderr);
    const isPassing = reason !== undefined && isRetryable(reason, pluginPatterns);
    if (isPassing && attempt < MAX_ATTEMPTS) throw new PassingFailure(result, reason);
    return result;
  };
  let attempts = 1;
  try {
    return await runWithRetry(runOnce, {
      ...{ deadline, maxAttempts: MAX_ATTEMPTS, firstPauseMs: FIRST_PAUSE_MS },
      isRetryable: (error) => error instanceof PassingFailure,
      onRetry: (error) => {
        attempts += 1;
        const reason = error instanceof PassingFailure ? error.reason : '';
        log.say('Log_NotationAgain', reference, reason, String(attempts), String(MAX_ATTEMPTS));
      },
    });
  } catch (error) {
    if (error instanceof PassingFailure) return error.result; // there is no time for another
    throw error;
  }
}
