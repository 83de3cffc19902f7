import { TaskError } from '../errors';
import { type Findings, checkStores } from './checkStore';
import { isEnforced } from './enforcement';
import { isPattern } from './pattern';
import { type PolicyStatement, type TrustPolicy, applicableStatement, placeOf } from './policy';
import { foldRegistry, spellingsOf } from './spelling';
import type { Trust } from './stage';

/**
 * Checks a trust before any network call: does the policy cover the repositories, and do the stores of
 * the applicable statements exist? Stores of other statements are not checked: organizations share one
 * policy.
 *
 * @param trust its patterns are expanded already (`expandPatterns`)
 * @param scopes the repositories, `<registry>/<repository>`
 */
export function checkTrust(trust: Trust, scopes: readonly string[]): Findings {
  const { policy } = trust;
  const applicable = [...new Set(scopes)].map((scope) => ({
    scope,
    statement: applicableStatement(policy, scope),
  }));
  const statements = [...new Set(applicable.map(({ statement }) => statement))];
  if (trust.stores.length === 0 && trust.storeFolder !== undefined && statements.some(needsStore)) {
    return { problems: [new TaskError('TrustStoreLayout', [trust.storeFolder])], warnings: [] };
  }
  const needed = statements.flatMap((one) => one ?? []).filter(({ level }) => level !== 'skip');
  const stores = needed.map((statement) => checkStores(trust, statement));
  const hasPatterns = policy.statements.some((one) => one.registryScopes.some(isPattern));
  const uncovered = applicable.filter(({ statement }) => statement === undefined);
  return {
    problems: [
      ...scopePatterns(policy),
      // A pattern may have been intended for it. One cause gives one error.
      ...(hasPatterns ? [] : uncovered.map(({ scope }) => notCovered(policy, scope))),
      ...scopesTwice(policy),
      ...applicable.flatMap(({ scope }) => spelledTwice(policy, scope)),
      ...stores.flatMap(({ problems }) => problems),
    ],
    warnings: stores.flatMap(({ warnings }) => warnings),
  };
}

/** Without an applicable statement, the policy or the store folder is probably a mistake. */
function needsStore(statement: PolicyStatement | undefined): boolean {
  return (
    statement === undefined || (statement.level !== 'skip' && isEnforced(statement, 'authenticity'))
  );
}

function notCovered({ file }: TrustPolicy, scope: string): TaskError {
  return new TaskError('ScopeNotCovered', [file, scope]);
}

/** Patterns that `expandPatterns` left, and for which notation refuses the whole policy. */
function scopePatterns(policy: TrustPolicy): TaskError[] {
  const found = policy.statements.flatMap(({ registryScopes }) => registryScopes.map(foldRegistry));
  const seen = new Set<string>();
  const twice = new Set(found.filter((scope) => seen.has(scope) || !seen.add(scope)));
  return policy.statements.flatMap(({ name, places }) =>
    places.scopes
      .filter(({ text }) => isPattern(text) && !twice.has(foldRegistry(text)))
      .map(({ text, node }) => new TaskError('ScopePattern', [placeOf(policy, node), name, text])),
  );
}

function scopesTwice(policy: TrustPolicy): TaskError[] {
  const seen = new Map<string, string>();
  return policy.statements.flatMap(({ name, places }) =>
    places.scopes.flatMap(({ text, node }) => {
      const scope = isPattern(text) ? foldRegistry(text) : text;
      const first = seen.get(scope);
      seen.set(scope, name);
      return first === undefined
        ? []
        : [new TaskError('DuplicateScope', [placeOf(policy, node), text, first, name])];
    }),
  );
}

/** Statements that name one repository in two cases of its registry, and in neither as the step does. */
function spelledTwice(policy: TrustPolicy, scope: string): TaskError[] {
  const [first, second] = spellingsOf(policy, scope);
  if (first === undefined || second === undefined) return [];
  const { place, statement } = second;
  const values = [placeOf(policy, place.node), place.text, first.statement, statement];
  return [new TaskError('DuplicateScope', values)];
}
