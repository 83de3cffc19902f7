import type { Reference } from './reference';

/**
 * Groups artifacts that must be worked on one after the other; groups may run at once.
 *
 * A registry without the Referrers API keeps the signatures of a digest in one list, which each
 * signing process reads, extends and writes back: two at once would lose a signature.
 *
 * @param keys of the artifacts: equal ones share a list; undefined: the artifact shares none
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

/** Work that changes nothing may run in any order: a lane for each. */
export function separateGroups(references: readonly Reference[]): number[][] {
  return references.map((_reference, position) => [position]);
}

/**
 * Runs lanes, as many at once as allowed; each lane in its order.
 *
 * @param most at once, at least 1
 * @param work is given a position; after an error that it throws none is begun
 * @throws the first such error, when what was under way then has ended
 */
export async function runConcurrently(
  groups: readonly (readonly number[])[],
  most: number,
  work: (position: number) => Promise<void>,
): Promise<void> {
  const waiting = groups[Symbol.iterator]();
  const errors: unknown[] = [];
  const runner = async (): Promise<void> => {
    // All runners draw from one iterator: a lane goes to whoever is free first.
    for (const lane of { [Symbol.iterator]: () => waiting }) {
      for (const position of lane) {
        if (errors.length > 0) return;
        await work(position).catch((error: unknown) => errors.push(error));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, groups.length) }, runner));
  if (errors.length > 0) throw errors[0];
}
