import { editText } from '../text/textEdit';
import { parseTrustPolicy, type TrustPolicy } from './policy';

/**
 * Adds the repositories of a step, in the step's spelling, to the statements of a trust policy. Upper
 * and lower case of a host mean the same, but notation compares scopes as texts and calls the registry
 * by the given name. Only `localhost:5000` in lower case is called without TLS. So the step's spelling
 * stays, and the policy receives it.
 *
 * A statement receives a scope only where no statement names it exactly, and where exactly one scope
 * differs from it by the case of the registry. With two such scopes, notation decides.
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
