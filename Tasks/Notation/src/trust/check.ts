import { TaskError } from '../errors';
import { type Findings, checkStores } from './checkStore';
import { isEnforced } from './enforcement';
import { type PolicyStatement, type TrustPolicy, applicableStatement, placeOf } from './policy';
import type { Trust } from './stage';

/**
 * Looks a trust over before any network call: does it cover the repositories, and is there what the
 * statements that apply need? What only other statements name is nobody's problem here:
 * organizations share one policy.
 *
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
  const patterns = scopePatterns(policy);
  const uncovered = applicable.filter(({ statement }) => statement === undefined);
  return {
    problems: [
      ...patterns,
      // A pattern may have been meant for it: one cause, one error.
      ...(patterns.length > 0 ? [] : uncovered.map(({ scope }) => notCovered(policy, scope))),
      ...scopesTwice(policy),
      ...stores.flatMap(({ problems }) => problems),
    ],
    warnings: stores.flatMap(({ warnings }) => warnings),
  };
}

/** Where no statement applies, neither that nor a folder without stores may be meant so. */
function needsStore(statement: PolicyStatement | undefined): boolean {
  return (
    statement === undefined || (statement.level !== 'skip' && isEnforced(statement, 'authenticity'))
  );
}

function notCovered({ file }: TrustPolicy, scope: string): TaskError {
  return new TaskError('ScopeNotCovered', [file, scope]);
}

/** For one such scope notation refuses the whole policy. */
function scopePatterns(policy: TrustPolicy): TaskError[] {
  return policy.statements.flatMap(({ name, places }) =>
    places.scopes
      .filter(({ text }) => text !== '*' && text.includes('*'))
      .map(({ text, node }) => new TaskError('ScopePattern', [placeOf(policy, node), name, text])),
  );
}

function scopesTwice(policy: TrustPolicy): TaskError[] {
  const seen = new Map<string, string>();
  return policy.statements.flatMap(({ name, places }) =>
    places.scopes.flatMap(({ text, node }) => {
      const first = seen.get(text);
      seen.set(text, name);
      return first === undefined
        ? []
        : [new TaskError('DuplicateScope', [placeOf(policy, node), text, first, name])];
    }),
  );
}
