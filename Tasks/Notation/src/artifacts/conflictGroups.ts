import type { Reference } from './reference';

/**
 * Groups the artifacts that must be processed one after the other. Different groups may run at once.
 *
 * A registry without the Referrers API keeps the signatures of a digest in one list. Each signing
 * process reads, extends and rewrites that list, so two processes at once would lose a signature.
 *
 * @param keys one key for each artifact. Artifacts with equal keys share a list; undefined: the artifact
 * shares no list
 * @returns the positions of the artifacts, each once
 */
export function conflictGroups(keys: readonly (string | undefined)[]): number[][] {
  const groups = new Map<string | number, number[]>();
  keys.forEach((key, position) => {
    const group = groups.get(key ?? position) ?? [];
    groups.set(key ?? position, [...group, position]);
  });
  return [...groups.values()];
}

/** Work that changes nothing may run in any order: each artifact is a group of its own. */
export function separateGroups(references: readonly Reference[]): number[][] {
  return references.map((_reference, position) => [position]);
}

/**
 * Runs groups, as many at once as allowed; the positions of one group run in their order.
 *
 * @param maxParallel groups at once, at least 1
 * @param work gets a position; after its first error no other position is started
 * @throws the first error of `work`, after the work that was under way has ended
 */
export async function runConcurrently(
  groups: readonly (readonly number[])[],
  maxParallel: number,
  work: (position: number) => Promise<void>,
): Promise<void> {
  const waiting = groups[Symbol.iterator]();
  const errors: unknown[] = [];
  const runner = async (): Promise<void> => {
    // All runners draw from one iterator: the next group goes to the first free runner.
    for (const group of { [Symbol.iterator]: () => waiting }) {
      for (const position of group) {
        if (errors.length > 0) return;
        await work(position).catch((error: unknown) => errors.push(error));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(maxParallel, groups.length) }, runner));
  if (errors.length > 0) throw errors[0];
}
