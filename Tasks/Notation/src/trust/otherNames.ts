import { sameRegistry } from '../artifacts/registryName';
import { TaskError } from '../errors';
import { isPattern, patternPrefix } from './pattern';
import { type PlacedText, type TrustPolicy, placeOf } from './policy';
import { foldRegistry, withRegistry } from './spelling';

/**
 * The error of each repository for which a less specific scope would decide, because the most specific
 * one has another name of the same registry, such as `docker.io` and `index.docker.io`, or the port 443.
 * The author of a reference must not choose the statement by such a name. Names that differ by upper and
 * lower case are no other names here: see `withSpellings`.
 *
 * @param policy as its file has it
 * @param scopes the repositories, `<registry>/<repository>`
 */
export function namedOtherwise(policy: TrustPolicy, scopes: readonly string[]): TaskError[] {
  const places = policy.statements.flatMap((statement) => statement.places.scopes);
  return scopes.flatMap((scope) => {
    const best = mostSpecific(places, scope, sameName);
    const own = mostSpecific(places, scope, foldRegistry);
    if (best === undefined || (own !== undefined && own.rank >= best.rank)) return [];
    const { node, text } = best.place;
    return [new TaskError('ScopeOtherName', [placeOf(policy, node), text, scope])];
  });
}

interface RankedScope {
  readonly place: PlacedText;
  /** How specific the scope is: larger decides before smaller. */
  readonly rank: number;
}

/** The most specific scope but `*` that names a repository, where names are compared as `fold` gives them. */
function mostSpecific(
  places: readonly PlacedText[],
  scope: string,
  fold: (scope: string) => string,
): RankedScope | undefined {
  const ranked = places.flatMap((place): RankedScope[] => {
    const { text } = place;
    if (fold(text) === fold(scope)) return [{ place, rank: Infinity }];
    const prefix = isPattern(text) ? patternPrefix(text) : undefined;
    const isBelow = prefix !== undefined && fold(scope).startsWith(fold(prefix));
    return isBelow ? [{ place, rank: sameName(prefix).length }] : [];
  });
  return ranked.sort((one, other) => (one.rank < other.rank ? 1 : -1))[0];
}

/** A scope with the one name that all names of its registry share. */
function sameName(scope: string): string {
  return withRegistry(scope, sameRegistry);
}
