import { logError, logText, logMessage, logWarning } from '../agent/log';
import type { Outcome } from '../agent/outcome';
import { errorText } from '../agent/messages';
import { TaskError } from '../errors';
import { countsOf } from './counts';
import { sayEvidence } from './evidenceLine';
import { outcomeOf } from './outcome';
import { publish } from './publish';
import type { StepReport } from './result';

/** The largest number of errors, and of warnings, that the agent keeps for a step. */
const MAX_ISSUES = 10;

/** Reports what ended the whole step: one error, or all that were found at once, and what others wrote of them. */
export function failStep(error: unknown): void {
  const errors = errorsOf(error);
  for (const one of errors) {
    if (one instanceof TaskError && one.detail !== undefined) logMessage('Log_Detail', one.detail);
  }
  failAll(errors);
}

function errorsOf(error: unknown): unknown[] {
  return error instanceof AggregateError ? (error.errors as unknown[]) : [error];
}

function failAll(errors: readonly unknown[]): void {
  // The last place is for the number of the remaining errors.
  const room = errors.length > MAX_ISSUES ? MAX_ISSUES - 1 : MAX_ISSUES;
  errors.slice(0, room).forEach(logError);
  errors.slice(room).forEach((one) => logText(errorText(one)));
  if (errors.length > room)
    logError(new TaskError('AdditionalErrors', [String(errors.length - room)]));
}

/** Closes the step: its issues, the counts, the report. @returns the outcome, which is still to be told */
export function closeStep(report: StepReport): Outcome {
  const { artifacts } = report;
  const warnings = [...report.warnings, ...artifacts.flatMap((artifact) => artifact.warnings)];
  // Shortfalls of a verification are more important than advice.
  const ranked = [...warnings].sort((a, b) => Number(b.isShortfall) - Number(a.isShortfall));
  ranked.slice(0, MAX_ISSUES).forEach(({ key, values }) => {
    logWarning(key, ...values);
  });
  ranked.slice(MAX_ISSUES).forEach(({ key, values }) => {
    logMessage(key, ...values);
  });
  const outcome = outcomeOf(report);
  const errors = [report, ...artifacts].flatMap(({ error }) => error ?? []);
  if (outcome === 'Failed' && errors.length === 0) errors.push(new TaskError('WarningsFail'));
  failAll(errors);
  if (report.command !== 'install' && artifacts.length > 0) {
    const { key, values } = countsOf(report.command, artifacts);
    logMessage(key, ...values);
  }
  const file = publish(report, outcome);
  if (file !== undefined) sayEvidence(report, file);
  return outcome;
}
