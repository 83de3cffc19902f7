import { type TextEdit, editText, entriesTakenOut } from '../text/textEdit';
import type { JsonNode } from '../text/jsonTree';
import { isPattern, patternPrefix } from './pattern';
import { type PolicyStatement, type TrustPolicy, parseTrustPolicy } from './policy';
import { foldRegistry, spellingsOf } from './spelling';

/**
 * A trust policy in which each pattern of `registryScopes` is replaced by those of the step's repositories
 * that it decides for: notation knows no patterns and refuses a policy with one. A statement that is left
 * without scopes is taken out. All else stays byte for byte, line numbers too.
 *
 * The most specific scope decides: the repository itself, then the longest pattern, then `*`.
 *
 * A pattern that is malformed, that stands beside `*` in one statement, or that stands twice is left as
 * it is: `checkTrust` tells of it, and notation refuses it.
 *
 * @param policy has the step's spellings already (`withSpellings`)
 * @param scopes the step's repositories, `<registry>/<repository>`
 */
export function expandPatterns(policy: TrustPolicy, scopes: readonly string[]): TrustPolicy {
  const patterns = usablePatterns(policy);
  if (patterns.length === 0) return policy;
  const named = new Set(policy.statements.flatMap(({ registryScopes }) => registryScopes));
  const won = new Map(patterns.map(({ node }): [JsonNode, string[]] => [node, []]));
  for (const scope of new Set(scopes)) {
    const isNamed = named.has(scope) || spellingsOf(policy, scope).length > 0;
    const winner = isNamed ? undefined : longestFor(scope, patterns);
    if (winner !== undefined) won.get(winner.node)?.push(scope);
  }
  const text = editText(policy.text, editsOf(policy, won));
  return { ...policy, ...parseTrustPolicy(policy.file, text) };
}

/** A pattern that is expanded. */
interface Pattern {
  readonly node: JsonNode;
  /** What a repository begins with that it names, the registry in small letters. */
  readonly prefix: string;
}

function usablePatterns({ statements }: TrustPolicy): Pattern[] {
  const found = new Map<string, number>();
  for (const { registryScopes } of statements) {
    for (const scope of registryScopes.map(foldRegistry)) {
      found.set(scope, (found.get(scope) ?? 0) + 1);
    }
  }
  return statements.flatMap(({ places, registryScopes }) => {
    if (registryScopes.includes('*')) return [];
    return places.scopes.flatMap(({ text, node }) => {
      const prefix = isPattern(text) ? patternPrefix(text) : undefined;
      const isSingle = found.get(foldRegistry(text)) === 1;
      return prefix !== undefined && isSingle ? [{ node, prefix: foldRegistry(prefix) }] : [];
    });
  });
}

function longestFor(scope: string, patterns: readonly Pattern[]): Pattern | undefined {
  const folded = foldRegistry(scope);
  return patterns
    .filter(({ prefix }) => folded.startsWith(prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0];
}

function editsOf(
  { text, statements }: TrustPolicy,
  won: ReadonlyMap<JsonNode, readonly string[]>,
): TextEdit[] {
  const isLost = (entry: JsonNode): boolean => won.get(entry)?.length === 0;
  const isEmptied = ({ places: { scopeEntries } }: PolicyStatement): boolean =>
    scopeEntries.length > 0 && scopeEntries.every(isLost);
  const gone = new Set(statements.filter(isEmptied).map(({ places }) => places.statement));
  const kept = statements.filter((one) => !isEmptied(one));
  return [
    ...entriesTakenOut(
      text,
      statements.map(({ places }) => places.statement),
      (statement) => gone.has(statement),
    ),
    ...kept.flatMap(({ places }) => entriesTakenOut(text, places.scopeEntries, isLost)),
    ...[...won].flatMap(([{ start, end }, scopes]) => {
      const names = scopes.map((scope) => JSON.stringify(scope)).join(', ');
      return scopes.length === 0 ? [] : [{ start, end, text: names }];
    }),
  ];
}
