import type { MessageKey } from '../messages';
import type { Status, TimedResult } from './result';

/** The names of the artifacts with one of these results, with digests where known. */
export function referencesOf(artifacts: readonly TimedResult[], ...statuses: Status[]): string[] {
  return artifacts
    .filter(({ status }) => statuses.includes(status))
    .map(({ artifact, resolved = artifact }) => resolved.name);
}

/** A text that counts artifacts by their results, and its values. */
interface Counts {
  readonly key: MessageKey;
  readonly values: readonly string[];
}

/** The results that a command can have, in the order of the placeholders of its text. */
const counted = {
  sign: { key: 'Log_CountsSign', statuses: ['signed', 'alreadySigned', 'failed'] },
  verify: { key: 'Log_CountsVerify', statuses: ['verified', 'skipped', 'failed'] },
  inspect: { key: 'Log_CountsInspect', statuses: ['inspected', 'failed'] },
} as const;

/** How many artifacts a step had, and how many ended in each way. */
export function countsOf(command: keyof typeof counted, artifacts: readonly TimedResult[]): Counts {
  const { key, statuses } = counted[command];
  const counts = statuses.map((status) => referencesOf(artifacts, status).length);
  return { key, values: [artifacts.length, ...counts].map(String) };
}
