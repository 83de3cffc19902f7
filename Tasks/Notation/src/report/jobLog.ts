import { type LogLine, fail, line, say, textLine, warn } from '../agent/log';
import type { Outcome } from '../agent/outcome';
import { errorText } from '../agent/messages';
import { TaskError } from '../errors';
import type { MessageKey } from '../messages';
import { countsOf } from './counts';
import { outcomeOf } from './outcome';
import { listPlaces } from './places';
import { publish } from './publish';
import type { ArtifactResult, Place, StepReport } from './result';

/** The agent keeps no more errors, and no more warnings, of a step. */
const ISSUES = 10;

const lines: Record<ArtifactResult['status'], MessageKey> = {
  signed: 'Log_Signed',
  alreadySigned: 'Log_AlreadySigned',
  verified: 'Log_Verified',
  skipped: 'Log_Skipped',
  inspected: 'Log_Inspected',
  failed: 'Log_Failed',
};

/**
 * The line that says what became of one artifact, right after its own lines.
 *
 * @param namedIn where files name the artifact
 */
export function resultLine(
  { status, resolved, reference }: ArtifactResult,
  namedIn: readonly Place[] = [],
): LogLine {
  const places = namedIn.length === 0 ? '' : ` (${listPlaces(namedIn)})`;
  return textLine(lines[status], (resolved ?? reference) + places);
}

/** Tells of what ended the whole step: one error, or all that were found at once. */
export function failAll(error: unknown): void {
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
  // The last place is kept for the sum of those that found none.
  const room = errors.length > ISSUES ? ISSUES - 1 : ISSUES;
  errors.slice(0, room).forEach(fail);
  errors.slice(room).forEach((one) => line(errorText(one)));
  if (errors.length > room) fail(new TaskError('AdditionalErrors', [String(errors.length - room)]));
}

/** Closes the step: its issues, the counts, the report. @returns the outcome, which is still to be told */
export function closeStep(report: StepReport): Outcome {
  const { artifacts } = report;
  const warnings = [...report.warnings, ...artifacts.flatMap((artifact) => artifact.warnings)];
  // What is less than verified matters more than good advice.
  const ranked = [...warnings].sort((a, b) => Number(b.isShortfall) - Number(a.isShortfall));
  ranked.slice(0, ISSUES).forEach(({ key, values }) => {
    warn(key, ...values);
  });
  ranked.slice(ISSUES).forEach(({ key, values }) => {
    say(key, ...values);
  });
  const outcome = outcomeOf(report);
  const errors = artifacts.flatMap(({ error }) => error ?? []);
  if (outcome === 'Failed' && errors.length === 0) errors.push(new TaskError('WarningsFail'));
  failAll(new AggregateError(errors));
  if (artifacts.length > 0) say('Log_Counts', ...countsOf(artifacts));
  publish(report, outcome);
  return outcome;
}
