import type { Status, TimedResult } from './result';

/** The references of the artifacts that ended in one of these ways, with digests where known. */
export function referencesOf(artifacts: readonly TimedResult[], ...statuses: Status[]): string[] {
  return artifacts
    .filter(({ status }) => statuses.includes(status))
    .map(({ reference, resolved }) => resolved ?? reference);
}

/** All, done, skipped, failed: the values of the text `Log_Counts`. */
export function countsOf(artifacts: readonly TimedResult[]): string[] {
  const count = (...statuses: Status[]): number => referencesOf(artifacts, ...statuses).length;
  const done = count('signed', 'alreadySigned', 'verified', 'inspected');
  return [artifacts.length, done, count('skipped'), count('failed')].map(String);
}
