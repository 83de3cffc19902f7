import type { Invocation } from '../notation/arguments';
import type { Notation, RunOptions } from '../notation/cli';
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
  /** The error patterns of the plugin in this run. */
  readonly pluginPatterns: readonly ErrorPattern[];
}

/** A run with a transient error. */
class TransientFailure extends Error {
  constructor(
    readonly result: ProcessResult,
    readonly reason: string,
  ) {
    super(reason);
  }
}

/**
 * Runs notation once for an artifact of a batch, within the artifact's time limit.
 *
 * @throws TaskError ArtifactTimedOut
 */
export async function runOnce(
  { notation, invocation }: Pick<NotationRun, 'notation' | 'invocation'>,
  { artifact, deadline, runProcess }: BatchItem,
  options: Omit<RunOptions, 'timeout'>,
): Promise<ProcessResult> {
  const result = await runProcess(() =>
    notation.run(invocation, { ...options, timeout: deadline.remaining() }),
  );
  if (result.timedOut) throw timedOut(artifact.name, deadline);
  return result;
}

/**
 * Runs notation for an artifact, and repeats the run after a transient failure of the registry, which
 * notation does not do itself. A run that timed out is not repeated. A push whose answer was lost is
 * not repeated either: the registry may have stored it.
 *
 * @throws TaskError ArtifactTimedOut
 */
export async function runWithRetries(
  run: NotationRun,
  item: BatchItem,
  options: Pick<RunOptions, 'overrides'>,
): Promise<ProcessResult> {
  const { artifact, log, deadline } = item;
  const attemptRun = async (attempt: number): Promise<ProcessResult> => {
    const result = await runOnce(run, item, { ...options, onLine: notationLineWriter(log) });
    const reason = result.exitCode === 0 ? undefined : parseError(result.stderr);
    const isPassing = reason !== undefined && isRetryable(reason, run.pluginPatterns);
    if (isPassing && attempt < MAX_ATTEMPTS) throw new TransientFailure(result, reason);
    return result;
  };
  let attempts = 1;
  try {
    return await runWithRetry(attemptRun, {
      ...{ deadline, maxAttempts: MAX_ATTEMPTS, firstPauseMs: FIRST_PAUSE_MS },
      isRetryable: (error) => error instanceof TransientFailure,
      onRetry: (error) => {
        attempts += 1;
        const reason = error instanceof TransientFailure ? error.reason : '';
        log.message(
          'Log_NotationAgain',
          artifact.name,
          reason,
          String(attempts),
          String(MAX_ATTEMPTS),
        );
      },
    });
  } catch (error) {
    if (error instanceof TransientFailure) return error.result; // no time is left for another run
    throw error;
  }
}
