import { fail, line, say, warn } from '../agent/log';
import { setOutcome } from '../agent/outcome';
import { errorText } from '../agent/messages';
import { TaskError } from '../errors';
import type { MessageKey } from '../messages';
import { countsOf } from './counts';
import { outcomeOf } from './outcome';
import { publish } from './publish';
import type { ArtifactResult, StepReport } from './result';

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

/** Writes what became of one artifact, right after its own lines. */
export function printResult({ status, resolved, reference }: ArtifactResult): void {
  say(lines[status], resolved ?? reference);
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

/** Closes the step: its issues, the counts, the result that the agent shows. */
export function closeStep(report: StepReport): void {
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
  setOutcome(outcome);
}
