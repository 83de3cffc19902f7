import { readFileSync } from 'node:fs';
import { TaskError, causeOf } from '../errors';

/** What this task needs to know of a trust policy statement. */
export interface PolicyStatement {
  readonly name: string;
  readonly registryScopes: readonly string[];
}

/** A trust policy: its text as it is staged, and its statements. */
export interface TrustPolicy {
  readonly text: string;
  readonly statements: readonly PolicyStatement[];
}

/**
 * Reads a trust policy file.
 *
 * @param file absolute path
 * @throws TaskError TrustPolicyMalformed
 */
export function readTrustPolicy(file: string): TrustPolicy {
  try {
    const text = readFileSync(file, 'utf8').replace(/^\ufeff/, '');
    const parsed = JSON.parse(text) as { trustPolicies?: unknown };
    if (!Array.isArray(parsed.trustPolicies)) throw new Error('it has no list "trustPolicies"');
    return { text, statements: parsed.trustPolicies as PolicyStatement[] };
  } catch (error) {
    throw new TaskError('TrustPolicyMalformed', [file, causeOf(error)], { cause: error });
  }
}

/**
 * The statement that applies to a repository: one that names it, else the one for all.
 *
 * @param scope `<registry>/<repository>`
 */
export function applicableStatement(
  policy: TrustPolicy,
  scope: string,
): PolicyStatement | undefined {
  const naming = (wanted: string): PolicyStatement | undefined =>
    policy.statements.find(({ registryScopes }) => registryScopes.includes(wanted));
  return naming(scope) ?? naming('*');
}
