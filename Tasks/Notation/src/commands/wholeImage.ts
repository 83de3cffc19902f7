import { type Reference, formatReference, scopeOf } from '../artifacts/reference';
import type { ArtifactInputs, SignInputs, VerifyInputs } from '../inputs';
import type { ArtifactResult } from '../report/result';
import { type TrustPolicy, applicableStatement } from '../trust/policy';
import { listAttached } from './attached';
import { attachedToSign } from './attachedSigning';
import { attachedToVerify, verifyAttached } from './attachedVerification';
import type { BatchItem, BatchOptions } from './batch';
import { expandArtifacts } from './expansion';
import { type ImagePart, partAt, resolvePart, tellAttestations } from './imagePart';
import type { RegistryAccess } from './registryAccess';
import { MAX_SIGNATURES, type Verification, verifyArtifact, verifyResolved } from './verification';

type PartInputs = Pick<ArtifactInputs, 'recursive' | 'timeout' | 'maxParallel'>;

/** The parts that a step inspects. */
export function partsToInspect(
  access: RegistryAccess,
  artifacts: readonly Reference[],
  { recursive, timeout, maxParallel }: PartInputs,
): Promise<ImagePart[]> {
  const isRead = (): boolean => recursive;
  return expandArtifacts(access, artifacts, {
    isRecursive: recursive,
    timeout,
    maxParallel,
    isRead,
  });
}

/** The parts that a step signs. */
export async function partsToSign(
  access: RegistryAccess,
  artifacts: readonly Reference[],
  inputs: PartInputs & Pick<SignInputs, 'attachedTypes' | 'skipSigned'>,
): Promise<ImagePart[]> {
  const { recursive: isRecursive, attachedTypes, timeout, maxParallel } = inputs;
  const isRead = (): boolean => isRecursive || attachedTypes.length > 0;
  const parts = await expandArtifacts(access, artifacts, {
    ...{ isRecursive, timeout, maxParallel, isRead },
  });
  if (attachedTypes.length === 0) return parts;
  const maxSignatures = inputs.skipSigned === undefined ? undefined : MAX_SIGNATURES;
  const listed = await listAttached(access, parts, { ...inputs, maxSignatures });
  return attachedToSign(listed, attachedTypes);
}

/** The parts that a step verifies. An image that the policy skips is not read. */
export async function partsToVerify(
  access: RegistryAccess,
  artifacts: readonly Reference[],
  inputs: PartInputs & Pick<VerifyInputs, 'attachedTypes' | 'maxSignatures'>,
  policy: TrustPolicy,
): Promise<ImagePart[]> {
  const { recursive: isRecursive, attachedTypes, timeout, maxParallel } = inputs;
  const isWhole = isRecursive || attachedTypes.length > 0;
  const isRead = (artifact: Reference): boolean => isWhole && !isSkipped(policy, artifact);
  const parts = await expandArtifacts(access, artifacts, {
    ...{ isRecursive, timeout, maxParallel, isRead },
  });
  if (attachedTypes.length === 0) return parts;
  const maxSignatures = inputs.maxSignatures ?? MAX_SIGNATURES;
  const listed = await listAttached(access, parts, { ...inputs, maxSignatures });
  return attachedToVerify(listed, attachedTypes);
}

function isSkipped(policy: TrustPolicy, artifact: Reference): boolean {
  return applicableStatement(policy, scopeOf(artifact))?.level.toLowerCase() === 'skip';
}

/** Verifies one part of a step. @throws TaskError of the failure */
export async function verifyPart(
  verification: Verification,
  item: BatchItem,
  part: ImagePart,
): Promise<ArtifactResult> {
  tellAttestations(item, part);
  const { content } = part;
  if (content.kind === 'unread') return verifyArtifact(verification, item);
  if (content.kind === 'attached') return verifyAttached(verification, item, content);
  const resolved = await resolvePart(verification.registry, part, item.deadline);
  return verifyResolved(verification, item, resolved);
}

/** What a batch of parts works on, and where its results belong. */
export function batchOf(parts: readonly ImagePart[]): Pick<BatchOptions, 'artifacts' | 'complete'> {
  return {
    artifacts: parts.map(({ artifact }) => artifact),
    complete: (result, position) => withPlace(result, partAt(parts, position)),
  };
}

function withPlace(
  result: ArtifactResult,
  { place, content, warnings = [] }: ImagePart,
): ArtifactResult {
  const known =
    content.kind === 'resolved' ? formatReference(content.resolved.artifact) : undefined;
  const resolved = result.resolved ?? known;
  return { ...result, place, resolved, warnings: [...result.warnings, ...warnings] };
}
