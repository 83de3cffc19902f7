import { TaskError } from '../errors';
import type { Workspace } from '../notation/workspace';
import { hasShortfall } from '../messages';
import type { ArtifactResult } from '../report/result';
import type { BatchItem } from './batch';
import { judgeUnderEach } from './policyResults';
import type { RegistryAccess, ResolvedArtifact } from './registryAccess';
import type { PoliciesFor, StagedPolicy } from './stagedTrust';
import { DEFAULT_MAX_SIGNATURES, verifyArtifact } from './verification';

/** The result of an artifact that needs no new signature; undefined for any other artifact. */
export type SkipSigned = (
  item: BatchItem,
  resolved: ResolvedArtifact,
) => Promise<ArtifactResult | undefined>;

/** The options for the verification of existing signatures. */
export interface ExistingSignatureOptions {
  /** Those of the step's trust; undefined: every artifact is signed. */
  readonly policiesFor: PoliciesFor | undefined;
  readonly registry: RegistryAccess;
  readonly workspace: Workspace;
}

/**
 * Finds out which artifacts need no signature: those that are verified in full under the trust of
 * the step, each of its policies. An artifact that a policy skips, or whose failure a policy only
 * logs, is signed.
 *
 * @returns undefined where every artifact is signed
 */
export function skipSigned(options: ExistingSignatureOptions): SkipSigned | undefined {
  const { policiesFor, registry, workspace } = options;
  if (policiesFor === undefined) return undefined;
  const shared = {
    ...{ registry, layouts: workspace.layouts },
    ...{ plugin: undefined, userMetadata: new Map(), maxSignatures: DEFAULT_MAX_SIGNATURES },
  };
  return async (item, resolved) => {
    try {
      const policies = policiesFor(resolved.artifact.scope);
      const judge = (policy: StagedPolicy): Promise<ArtifactResult> =>
        verifyArtifact({ ...shared, ...policy }, item, { ...resolved, warnings: [] });
      const result = await judgeUnderEach(policies, item, judge);
      const isFull = result.status === 'verified' && !hasShortfall(result.warnings);
      return isFull
        ? { ...result, status: 'alreadySigned', warnings: resolved.warnings }
        : undefined;
    } catch (error) {
      if (!(error instanceof TaskError) || error.code === 'Cancelled') throw error;
      return undefined;
    }
  };
}
