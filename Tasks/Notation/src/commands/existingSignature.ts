import type { Reference } from '../artifacts/reference';
import type { RegistryLogin } from '../registry/login';
import { TaskError } from '../errors';
import type { SignInputs } from '../inputs';
import type { Notation } from '../notation/cli';
import type { TrustPolicy } from '../trust/policy';
import type { Show } from './batch';
import { verifyArtifact } from './verification';

/**
 * The artifact as notation named it, where it bears a good signature already; else undefined. `end` is when the time of the artifact
 * is over, in milliseconds since 1970.
 */
export type VerifiedBefore = (
  artifact: Reference,
  show: Show,
  end: number,
) => Promise<string | undefined>;

/**
 * Finds out which artifacts need no signature: those that are verified in full under the trust of
 * the step. One that the policy skips, or whose failure it only logs, is signed.
 *
 * @param policy staged already; undefined: every artifact is signed
 */
export function skipVerified(
  { referrers, insecureRegistry, timeout }: SignInputs,
  policy: TrustPolicy | undefined,
  notation: Notation,
  login: RegistryLogin | undefined,
): VerifiedBefore {
  if (policy === undefined) return () => Promise.resolve(undefined);
  const verification = {
    ...{ notation, policy, referrers, insecureRegistry, timeout, login },
    ...{ plugin: undefined, userMetadata: new Map(), maxSignatures: undefined, showSigner: false },
  };
  return async (artifact, show, end) => {
    try {
      const { status, resolved, warnings } = await verifyArtifact(
        { ...verification, end },
        artifact,
        show,
      );
      const isFull = status === 'verified' && !warnings.some(({ isShortfall }) => isShortfall);
      return isFull ? resolved : undefined;
    } catch (error) {
      if (!(error instanceof TaskError) || error.code === 'Cancelled') throw error;
      return undefined;
    }
  };
}
