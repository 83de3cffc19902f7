import { TaskError } from '../errors';
import type { Notation } from '../notation/cli';
import type { Workspace } from '../notation/workspace';
import type { ArtifactResult } from '../report/result';
import type { Trust } from '../trust/stage';
import type { BatchItem } from './batch';
import type { RegistryAccess, ResolvedArtifact } from './registryAccess';
import { MAX_SIGNATURES, verifyResolved } from './verification';

/** The result of an artifact that needs no signature; undefined for any other. */
export type SkipSigned = (
  item: BatchItem,
  resolved: ResolvedArtifact,
) => Promise<ArtifactResult | undefined>;

/** What existing signatures are verified with. */
export interface ExistingSignatureOptions {
  /** Staged already; undefined: every artifact is signed. */
  readonly trust: Trust | undefined;
  readonly notation: Notation;
  readonly registry: RegistryAccess;
  readonly workspace: Workspace;
}

/**
 * Finds out which artifacts need no signature: those that are verified in full under the trust of
 * the step. An artifact that the policy skips, or whose failure the policy only logs, is signed.
 *
 * @returns undefined where every artifact is signed
 */
export function skipSigned(options: ExistingSignatureOptions): SkipSigned | undefined {
  const { trust, notation, registry, workspace } = options;
  if (trust === undefined) return undefined;
  const verification = {
    ...{ notation, registry, policy: trust.policy, layouts: workspace.layouts },
    ...{ plugin: undefined, userMetadata: new Map(), maxSignatures: MAX_SIGNATURES },
  };
  return async (item, resolved) => {
    try {
      const result = await verifyResolved(verification, item, resolved);
      const isFull =
        result.status === 'verified' && !result.warnings.some(({ isShortfall }) => isShortfall);
      return isFull
        ? { ...result, status: 'alreadySigned', warnings: resolved.warnings }
        : undefined;
    } catch (error) {
      if (!(error instanceof TaskError) || error.code === 'Cancelled') throw error;
      return undefined;
    }
  };
}
