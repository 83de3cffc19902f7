import { type Reference, scopeOf } from './reference';

/**
 * Groups references into lanes: lanes may run at once, what stands in one lane runs in order.
 *
 * A registry without the Referrers API keeps the signatures of a digest in one list, which each
 * signing process reads, extends and writes back: two at once would lose a signature. Two digests
 * have two lists; but which digest a tag means is not known before, so a repository that some tag
 * names is one lane.
 *
 * @returns the positions of the references, each once
 */
export function conflictGroups(references: readonly Reference[]): number[][] {
  const tagged = new Set(references.filter(({ digest }) => digest === undefined).map(scopeOf));
  const groups = new Map<string, number[]>();
  references.forEach((reference, position) => {
    const scope = scopeOf(reference);
    const lane = tagged.has(scope) ? scope : `${scope}@${reference.digest ?? ''}`;
    groups.set(lane, [...(groups.get(lane) ?? []), position]);
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
