import { type Reference, formatReference } from '../artifacts/reference';
import { TaskError } from '../errors';
import type { ErrorCode, Warning } from '../messages';
import { type SignatureFailure, explainFailure } from '../notation/failure';
import {
  type NotationOutcome,
  type Warnings,
  parseError,
  parseOutcome,
  parseWarnings,
} from '../notation/output';
import type { ProcessResult } from '../process/run';
import { isSameArtifact } from './sameArtifact';

/** What notation did with an artifact: a statement about the one it was asked for. */
export interface Answer {
  readonly statement: Exclude<NotationOutcome, { kind: 'nothing' }>;
  readonly warnings: Warnings;
}

/** What is known of a run of notation beside its result. */
export interface Circumstances {
  /** Signatures that the log says did not pass. */
  readonly signatures?: readonly SignatureFailure[];
  /** This notation, as it is run, does not see signatures that were stored by the Referrers API. */
  readonly looksForTagOnly?: boolean;
}

/**
 * Takes notation's answer, which counts only if it says what it did, of this very artifact.
 *
 * @param expected the statements that this command makes
 * @param otherwise the code of a failure that says nothing more precise
 * @param circumstances what else is known of the run
 * @throws TaskError of the failure; UnexpectedOutput
 */
export function answerOf(
  artifact: Reference,
  run: ProcessResult,
  expected: readonly NotationOutcome['kind'][],
  otherwise: ErrorCode,
  { signatures = [], looksForTagOnly = false }: Circumstances = {},
): Answer {
  const reference = formatReference(artifact);
  if (run.exitCode !== 0) {
    const { code, reason } = explainFailure(errorOf(run), signatures, otherwise);
    const isUnseen = code === 'NotSigned' && looksForTagOnly;
    throw new TaskError(isUnseen ? 'NotSignedByTag' : code, [reference, reason]);
  }
  const statement = parseOutcome(run.stdout);
  // A warning that was dropped may be of a check that the trust policy only logs.
  if (run.isCut || statement.kind === 'nothing' || !expected.includes(statement.kind)) {
    throw new TaskError('UnexpectedOutput', [reference]);
  }
  if (!isSameArtifact(artifact, statement.reference))
    throw new TaskError('UnexpectedOutput', [reference]);
  return { statement, warnings: parseWarnings(run.stderr) };
}

/** What notation ended with where it failed: its own words, else how it ended. */
export function errorOf({ stderr, exitCode, signal }: ProcessResult): string {
  return parseError(stderr) ?? `exit code ${exitCode ?? signal ?? 'unknown'}`;
}

/** What else notation warned of, as warnings of an artifact. */
export function notationWarnings(
  reference: string,
  { others }: Pick<Warnings, 'others'>,
): Warning[] {
  return others.map((text) => ({
    key: 'Warning_Notation',
    values: [reference, text],
    isShortfall: false,
  }));
}
