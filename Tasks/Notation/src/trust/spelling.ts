import { editText } from '../text/textEdit';
import { parseTrustPolicy, type TrustPolicy } from './policy';

/**
 * A trust policy whose statements also name the repositories of a step as the step spells them. A host
 * is the same in any case of letters, but notation compares scopes as texts, and asks the registry under
 * the name that it is given: `localhost:5000` in small letters, and no other spelling, without TLS. So
 * the spelling of the step stays, and the policy gets it.
 *
 * A statement gets a scope only where no statement names it exactly, and where just one scope differs
 * from it by the case of its registry: of two, notation itself decides.
 *
 * @param scopes the repositories, `<registry>/<repository>`
 */
export function withSpellings(policy: TrustPolicy, scopes: readonly string[]): TrustPolicy {
  const places = policy.statements.flatMap((statement) => statement.places.scopes);
  const additions = [...new Set(scopes)].flatMap((scope) => {
    if (places.some(({ text }) => text === scope)) return [];
    const alike = places.filter(({ text }) => foldRegistry(text) === foldRegistry(scope));
    const [first] = alike;
    return first !== undefined && alike.length === 1 ? [{ scope, beside: first }] : [];
  });
  if (additions.length === 0) return policy;
  const edits = [...additions].reverse().map(({ scope, beside: { node } }) => ({
    ...{ start: node.end, end: node.end, text: `, ${JSON.stringify(scope)}` },
  }));
  return { ...policy, ...parseTrustPolicy(policy.file, editText(policy.text, edits)) };
}

/** A scope with its registry in small letters: scopes that differ in that alone mean the same. */
export function foldRegistry(scope: string): string {
  const [registry = '', ...rest] = scope.split('/');
  return [registry.toLowerCase(), ...rest].join('/');
}
