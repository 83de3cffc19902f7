import { TaskError } from '../errors';
import type { ArtifactResult, PolicyResult } from '../report/result';
import type { BatchItem } from './batch';
import { resolveArtifact } from './registryAccess';
import type { PoliciesFor, StagedPolicy } from './stagedTrust';
import { type Verification, verifyArtifact } from './verification';

/** What artifacts are verified with, less the policy and the notation that finds it. */
export type SharedVerification = Omit<Verification, keyof StagedPolicy>;

/**
 * Verifies one artifact under each of the policies for its repository. It passes where it passes under
 * each; of a tag, all judge the content that the tag meant at first.
 *
 * @throws TaskError of the failure, where there is one policy or the tag cannot be resolved
 */
export async function verifyUnderEach(
  shared: SharedVerification,
  policiesFor: PoliciesFor,
  item: BatchItem,
): Promise<ArtifactResult> {
  const policies = policiesFor(item.artifact.scope);
  if (policies.length === 1) {
    return judgeUnderEach(policies, item, (only) => verifyArtifact({ ...shared, ...only }, item));
  }
  const { artifact, warnings } =
    item.artifact.digest === undefined
      ? await resolveArtifact(shared.registry, item.artifact, item)
      : { artifact: item.artifact, warnings: [] };
  const judged = await judgeUnderEach(policies, item, (policy) =>
    verifyArtifact({ ...shared, ...policy }, { ...item, artifact }),
  );
  return {
    ...judged,
    artifact: item.artifact,
    resolved: judged.resolved ?? (artifact.digest === undefined ? undefined : artifact),
    warnings: [...warnings, ...judged.warnings],
  };
}

/**
 * What becomes of an artifact that several policies judge: failed where one refuses it, skipped where one
 * skips it, verified else. The first policy's statement and signature stand for the artifact.
 *
 * @param policies at least one. The result of a single policy stays as it is
 * @param judge throws a TaskError where a policy refuses the artifact
 */
export async function judgeUnderEach(
  policies: readonly StagedPolicy[],
  item: BatchItem,
  judge: (policy: StagedPolicy) => Promise<ArtifactResult>,
): Promise<ArtifactResult> {
  const [only, ...others] = policies;
  if (only !== undefined && others.length === 0) return judge(only);
  const results: ArtifactResult[] = [];
  for (const policy of policies) {
    const { file } = policy.policy;
    const result = await judge(policy).catch((error: unknown) => refusal(item, file, error));
    reportPolicy(item, file, result);
    results.push(result);
  }
  const [first] = results;
  if (first === undefined) throw new Error('no policy judges this artifact');
  const rows = results.map((result, at) => rowOf(policies[at]?.policy.file ?? '', result));
  const failed = results.find(({ status }) => status === 'failed');
  const isSkipped = results.some(({ status }) => status === 'skipped');
  return {
    ...(failed ?? first),
    ...(failed === undefined && isSkipped ? { status: 'skipped', signature: undefined } : {}),
    leftOut: failed === undefined ? results.flatMap(({ leftOut = [] }) => leftOut) : [],
    warnings: results.flatMap((result) => result.warnings),
    policies: rows,
  };
}

/** The policy stands behind the artifact's name, in any language. */
function refusal({ artifact }: BatchItem, file: string, error: unknown): ArtifactResult {
  if (!(error instanceof TaskError) || error.code === 'Cancelled') throw error;
  const [name, ...values] = error.values;
  const named = name === undefined ? [] : [`${name} [${file}]`];
  return {
    ...{ artifact, resolved: undefined, status: 'failed' },
    ...{ warnings: [], error: new TaskError(error.code, [...named, ...values], { cause: error }) },
  };
}

function reportPolicy(
  { log }: BatchItem,
  file: string,
  { status, policyStatement, error }: ArtifactResult,
): void {
  if (error !== undefined) log.message('Log_PolicyRefused', file, error.code);
  else {
    const key = status === 'skipped' ? 'Log_PolicySkipped' : 'Log_PolicyVerified';
    log.message(key, file, policyStatement ?? '');
  }
}

function rowOf(policy: string, result: ArtifactResult): PolicyResult {
  const { status, policyStatement, signature, error } = result;
  return { policy, status, policyStatement, signature, error };
}
