import { TaskError } from '../errors';
import type { Warning } from '../messages';
import {
  type NotationOutcome,
  type Warnings,
  parseError,
  parseOutcome,
  parseWarnings,
} from '../notation/output';
import type { ProcessResult } from '../process/run';

/** What notation did with an artifact. */
export interface Answer {
  readonly outcome: Exclude<NotationOutcome['kind'], 'nothing'>;
  readonly warnings: Warnings;
}

/** What notation's answer is held to. */
export interface ExpectedAnswer {
  /** The artifact, for an error. */
  readonly reference: string;
  /** The outcomes that this command has. */
  readonly expected: readonly NotationOutcome['kind'][];
  /** The artifact as notation must name it. */
  readonly named: string;
}

/**
 * Takes notation's answer at exit code 0. The answer counts only if it says what notation did, and of
 * this very artifact.
 *
 * @throws TaskError UnexpectedOutput
 */
export function answerOf(
  run: ProcessResult,
  { reference, expected, named }: ExpectedAnswer,
): Answer {
  const outcome = parseOutcome(run.stdout);
  // A warning that was dropped may be of a check that the trust policy only logs.
  const isLost = run.exitCode !== 0 || run.isCut;
  if (isLost || outcome.kind === 'nothing' || !expected.includes(outcome.kind)) {
    throw new TaskError('UnexpectedOutput', [reference]);
  }
  if (outcome.reference !== named) throw new TaskError('UnexpectedOutput', [reference]);
  return { outcome: outcome.kind, warnings: parseWarnings(run.stderr) };
}

/** The words that notation ended with where it failed, else how it ended. */
export function errorOf({ stderr, exitCode, signal }: ProcessResult): string {
  return parseError(stderr) ?? `exit code ${exitCode ?? signal ?? 'unknown'}`;
}

/** What else notation warned of, as warnings of an artifact. */
export function notationWarnings(
  reference: string,
  { others }: Pick<Warnings, 'others'>,
): Warning[] {
  return others.map((text) => ({
    ...{ key: 'Warning_Notation', values: [reference, text] },
    isShortfall: false,
  }));
}
