import { editText } from '../text/textEdit';
import { type PlacedText, type TrustPolicy, parseTrustPolicy } from './policy';

/**
 * Adds the repositories of a step, in the step's spelling, to the statements of a trust policy. Upper
 * and lower case of a host mean the same, but notation compares scopes as texts and calls the registry
 * by the given name. Only `localhost:5000` in lower case is called without TLS. So the step's spelling
 * stays, and the policy receives it.
 *
 * A statement receives a scope only where no statement names it exactly, and where all scopes that differ
 * from it by the case of the registry stand in that statement. For scopes in two statements see
 * `spellingsOf`.
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
 * The scopes of a policy that differ from a repository by the case of the registry, in the order of the
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

/** A scope with its registry in small letters: scopes that differ in that alone mean the same. */
export function foldRegistry(scope: string): string {
  return withRegistry(scope, (registry) => registry.toLowerCase());
}

/** A scope with another name of its registry. */
export function withRegistry(scope: string, rename: (registry: string) => string): string {
  const [registry = '', ...rest] = scope.split('/');
  return [rename(registry), ...rest].join('/');
}
