import { sameRegistry } from '../artifacts/registryName';
import { editText } from '../text/textEdit';
import { type PlacedText, type TrustPolicy, parseTrustPolicy } from './policy';

/**
 * Adds the repositories of a step, in the step's spelling, to the statements of a trust policy. One
 * registry has several names, such as those in upper and lower case, but notation compares scopes as
 * texts and calls the registry by the given name. Only `localhost:5000` in lower case is called without
 * TLS. So the step's spelling stays, and the policy receives it: a statement for a repository counts for
 * each name of the registry, and no name leads to the statement for all.
 *
 * A statement receives a scope only where no statement names it exactly, and where all scopes that mean
 * the same stand in that statement. For scopes in two statements see `spellingsOf`.
 *
 * @param scopes the repositories, `<registry>/<repository>`
 */
export function withSpellings(policy: TrustPolicy, scopes: readonly string[]): TrustPolicy {
  const additions = [...new Set(scopes)].flatMap((scope) => {
    const [first, ...others] = spellingsOf(policy, scope);
    const isOne = first !== undefined && others.every((one) => one.statement === first.statement);
    return isOne ? [{ scope, beside: first.place }] : [];
  });
  if (additions.length === 0) return policy;
  const edits = [...additions].reverse().map(({ scope, beside: { node } }) => ({
    ...{ start: node.end, end: node.end, text: `, ${JSON.stringify(scope)}` },
  }));
  return { ...policy, ...parseTrustPolicy(policy.file, editText(policy.text, edits)) };
}

/** A scope of a policy, and the name of its statement. */
export interface PlacedScope {
  readonly place: PlacedText;
  readonly statement: string;
}

/**
 * The scopes of a policy that mean a repository and name its registry in another way, in the order of the
 * policy. None where a statement names the repository exactly.
 */
export function spellingsOf({ statements }: TrustPolicy, scope: string): PlacedScope[] {
  if (statements.some(({ registryScopes }) => registryScopes.includes(scope))) return [];
  return statements.flatMap(({ name, places }) =>
    places.scopes
      .filter(({ text }) => foldRegistry(text) === foldRegistry(scope))
      .map((place) => ({ place, statement: name })),
  );
}

/** A scope with the one name that all names of its registry share. Two scopes that are then equal mean the same. */
export function foldRegistry(scope: string): string {
  const [registry = '', ...rest] = scope.split('/');
  return [sameRegistry(registry), ...rest].join('/');
}
