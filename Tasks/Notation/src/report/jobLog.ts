import { fail, say, warn } from '../agent/log';
import { setOutcome } from '../agent/outcome';
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
  failed: 'Log_Failed',
};

/** Writes what became of one artifact, right after its own lines. */
export function printResult({ status, resolved, reference }: ArtifactResult): void {
  say(lines[status], resolved ?? reference);
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
  // The last place is kept for the sum of those that found none.
  const room = errors.length > ISSUES ? ISSUES - 1 : ISSUES;
  errors.slice(0, room).forEach(fail);
  if (errors.length > room) fail(new TaskError('MoreFailed', [String(errors.length - room)]));
  if (artifacts.length > 0) say('Log_Counts', ...countsOf(artifacts));
  publish(report, outcome);
  setOutcome(outcome);
}
