import type { Reference } from '../artifacts/reference';
import { TaskError } from '../errors';
import type { PolicyInputs, TrustInputs } from '../inputs/trust';
import type { Warning } from '../messages';
import type { Publisher } from '../releases/publishers';
import { checkTrust } from '../trust/check';
import { expandPatterns } from '../trust/expand';
import { generateTrust } from '../trust/generate';
import { namedOtherwise } from '../trust/otherNames';
import { type TrustPolicy, applicableStatement } from '../trust/policy';
import { readTrustPolicy } from '../trust/policyFile';
import { isOfPublisher, publisherConflicts } from '../trust/publisherScopes';
import { withSpellings } from '../trust/spelling';
import type { Trust } from '../trust/stage';
import { type TrustStore, readTrustStores } from '../trust/store';

/** A checked trust, with warnings about it. */
export interface CheckedTrust {
  /**
   * Those that the artifacts outside of publishers' registries must pass, each; empty where there is no such
   * artifact.
   */
  readonly trusts: readonly Trust[];
  /** For the artifacts in their registries. */
  readonly publishers: readonly CoveringPublisher[];
  readonly warnings: readonly Warning[];
}

/** A publisher, and the step's repositories in its registries: at least one. */
export interface CoveringPublisher {
  readonly publisher: Publisher;
  readonly scopes: readonly string[];
}

/**
 * Reads and checks the trust of a step before any network call. All problems are reported together.
 *
 * @param inputs of the step
 * @param artifacts the artifacts that it must cover
 * @throws AggregateError of TaskErrors
 */
export function openTrust(inputs: TrustInputs, artifacts: readonly Reference[]): CheckedTrust {
  const scopes = [...new Set(artifacts.map(({ scope }) => scope))];
  if (inputs.kind === 'certificates') {
    const trust = generateTrust(inputs, scopes);
    const { problems, warnings } = checkTrust(trust, scopes);
    if (problems.length > 0) throw new AggregateError(problems);
    const all = [...warnings, ...identityWarnings(inputs.identities, trust)];
    return { trusts: [trust], publishers: [], warnings: all };
  }
  const registries = new Set(inputs.publishers.flatMap((one) => one.registries));
  const others = scopes.filter((scope) => !isOfPublisher(registries, scope));
  const publishers = inputs.publishers
    .map((publisher) => ({ publisher, scopes: scopesOf(publisher, scopes) }))
    .filter((covering) => covering.scopes.length > 0);
  if (inputs.policies === undefined) {
    const uncovered = others.map((scope) => {
      return new TaskError('PublisherNotCovering', [scope, [...registries].join(', ')]);
    });
    if (uncovered.length > 0) throw new AggregateError(uncovered);
    return { trusts: [], publishers, warnings: [] };
  }
  const { policies, stores } = readPolicies(inputs.policies);
  const conflicts = policies.flatMap((policy) => publisherConflicts(registries, policy));
  const { store } = inputs.policies;
  const trusts = policies.map((policy) => trustOf(policy, stores, store, others));
  const findings = others.length === 0 ? [] : trusts.map((trust) => checkTrust(trust, others));
  const named = policies.flatMap((policy, at) =>
    namedOtherwise(
      policy,
      others.filter((scope) => isCovered(trusts[at], scope)),
    ),
  );
  const problems = [...conflicts, ...findings.flatMap((found) => found.problems), ...named];
  if (problems.length > 0) throw new AggregateError(unique(problems));
  const warnings = findings.flatMap((found) => found.warnings);
  return {
    trusts: others.length === 0 ? [] : trusts,
    publishers,
    warnings: uniqueWarnings(warnings),
  };
}

/** One cause gives one error: `checkTrust` tells of a repository that no statement covers. */
function isCovered(trust: Trust | undefined, scope: string): boolean {
  return trust !== undefined && applicableStatement(trust.policy, scope) !== undefined;
}

function scopesOf({ registries }: Publisher, scopes: readonly string[]): string[] {
  const own = new Set(registries);
  return scopes.filter((scope) => isOfPublisher(own, scope));
}

/** @throws AggregateError of what is wrong with the files themselves */
function readPolicies({ files, store }: PolicyInputs): {
  policies: TrustPolicy[];
  stores: TrustStore[];
} {
  const stores = readTrustStores(store);
  const problems: unknown[] = [];
  const policies = files.flatMap((file): TrustPolicy[] => {
    try {
      return [readTrustPolicy(file)];
    } catch (error) {
      problems.push(error);
      return [];
    }
  });
  problems.push(...givenTwice(policies));
  if (problems.length > 0) {
    const layout = stores.length === 0 ? [new TaskError('TrustStoreLayout', [store])] : [];
    const [cause] = problems;
    throw new AggregateError([...problems, ...layout], undefined, { cause });
  }
  return { policies, stores };
}

/** One policy in two places of the list would be one policy fewer than the list has. */
function givenTwice(policies: readonly TrustPolicy[]): TaskError[] {
  const seen = new Map<string | undefined, string>();
  return policies.flatMap(({ file, fileSha256 }) => {
    const first = seen.get(fileSha256);
    seen.set(fileSha256, file);
    return first === undefined ? [] : [new TaskError('TrustPolicyTwice', [first, file])];
  });
}

function trustOf(
  policy: TrustPolicy,
  stores: readonly TrustStore[],
  storeFolder: string,
  scopes: readonly string[],
): Trust {
  return { policy: expandPatterns(withSpellings(policy, scopes), scopes), stores, storeFolder };
}

/** Policies that share a store share what is wrong with it. */
function unique(problems: readonly TaskError[]): TaskError[] {
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}

function uniqueWarnings(warnings: readonly Warning[]): Warning[] {
  return [...new Map(warnings.map((one) => [JSON.stringify([one.key, one.values]), one])).values()];
}

/** Without identities, every certificate of the authority is trusted. */
function identityWarnings(identities: readonly string[], { stores }: Trust): Warning[] {
  if (identities.length > 0) return [];
  const files = stores.flatMap((store) => store.files);
  const authorities = files.filter(({ certificates }) => certificates.some(({ ca }) => ca));
  if (authorities.length === 0) return [];
  const values = [authorities.map((one) => one.path).join(', ')];
  return [{ key: 'Warning_AnyIdentity', values, isShortfall: false }];
}
