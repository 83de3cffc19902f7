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

/** The result of notation for an artifact. */
export interface NotationResult {
  readonly outcome: Exclude<NotationOutcome['kind'], 'nothing'>;
  readonly warnings: Warnings;
}

/** The requirements for notation's answer. */
export interface ExpectedAnswer {
  /** The artifact, for errors. */
  readonly reference: string;
  /** The outcomes that the command allows. */
  readonly expected: readonly NotationOutcome['kind'][];
  /** The name of the artifact that notation must print. */
  readonly named: string;
}

/**
 * Reads notation's answer at exit code 0. The answer counts only if it states an allowed outcome for
 * exactly this artifact.
 *
 * @throws TaskError UnexpectedOutput
 */
export function readResult(
  run: ProcessResult,
  { reference, expected, named }: ExpectedAnswer,
): NotationResult {
  const outcome = parseOutcome(run.stdout);
  // A dropped warning may concern a check that the trust policy only logs.
  const isLost = run.exitCode !== 0 || run.isCut;
  if (isLost || outcome.kind === 'nothing' || !expected.includes(outcome.kind)) {
    throw new TaskError('UnexpectedOutput', [reference]);
  }
  if (outcome.reference !== named) throw new TaskError('UnexpectedOutput', [reference]);
  return { outcome: outcome.kind, warnings: parseWarnings(run.stderr) };
}

/** The error text of notation, or how notation ended. */
export function errorOf({ stderr, exitCode, signal }: ProcessResult): string {
  return parseError(stderr) ?? `exit code ${exitCode ?? signal ?? 'unknown'}`;
}

/** Converts notation's other warnings to warnings of an artifact. */
export function notationWarnings(
  reference: string,
  { others }: Pick<Warnings, 'others'>,
): Warning[] {
  return others.map((text) => ({
    ...{ key: 'Warning_Notation', values: [reference, text] },
    isShortfall: false,
  }));
}
