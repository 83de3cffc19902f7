import type { Reference } from '../../../src/artifacts/reference';
import { TaskError } from '../../../src/errors';
import type { Warning } from '../../../src/messages';
import type { StepReport, TimedResult } from '../../../src/report/result';

/** A warning that leaves nothing undone. */
export const advice: Warning = {
  key: 'Warning_Tag',
  values: ['r/a:1', '1', 'sha256:0'],
  isShortfall: false,
};

/** A warning that something is less than verified. */
export const shortfall: Warning = {
  key: 'Warning_Skipped',
  values: ['r/a:1', 'all'],
  isShortfall: true,
};

/** A reference of any name, which no grammar has read. */
export function referenceTo(name: string): Reference {
  const [scope = '', digest] = name.split('@');
  return { registry: '', repository: '', tag: undefined, digest, scope, name };
}

/** An artifact that was verified, with warnings. */
export function artifact(...warnings: Warning[]): TimedResult {
  return {
    artifact: referenceTo('r/a:1'),
    resolved: referenceTo('r/a@sha256:0'),
    status: 'verified',
    warnings,
    error: undefined,
    milliseconds: 5,
  };
}

/** An artifact that failed. */
export function failed(reason = 'why'): TimedResult {
  const error = new TaskError('VerifyFailed', ['r/a:1', reason]);
  return { ...artifact(), resolved: undefined, status: 'failed', error };
}

/** The report of a step that does not fail on warnings. */
export function report(artifacts: readonly TimedResult[], ...warnings: Warning[]): StepReport {
  return { command: 'verify', notationVersion: '1.3.2', artifacts, warnings, failOnWarning: false };
}
