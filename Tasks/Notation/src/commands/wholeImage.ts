import type { Reference } from '../artifacts/reference';
import type { ArtifactInputs, SignInputs, VerifyInputs } from '../inputs';
import type { ArtifactResult } from '../report/result';
import { isSkipped } from '../trust/enforcement';
import { applicableStatement } from '../trust/policy';
import { listAttached } from './attached';
import { attachedToSign } from './attachedSigning';
import { attachedToVerify, verifyAttached } from './attachedVerification';
import type { BatchItem, BatchOptions } from './batch';
import { expandArtifacts } from './expansion';
import { type ImagePart, partAt, resolvePart, tellAttestations } from './imagePart';
import type { RegistryAccess, ResolvedArtifact } from './registryAccess';
import { type SharedVerification, judgeUnderEach, verifyUnderEach } from './policyResults';
import type { PoliciesFor, StagedPolicy } from './stagedTrust';
import { DEFAULT_MAX_SIGNATURES, verifyArtifact } from './verification';

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
  const maxSignatures = inputs.skipSigned === undefined ? undefined : DEFAULT_MAX_SIGNATURES;
  const listed = await listAttached(access, parts, { ...inputs, maxSignatures });
  return attachedToSign(listed, attachedTypes);
}

/** The parts that a step verifies. An image that the policy skips is not read. */
export async function partsToVerify(
  access: RegistryAccess,
  artifacts: readonly Reference[],
  inputs: PartInputs & Pick<VerifyInputs, 'attachedTypes' | 'maxSignatures'>,
  policiesFor: PoliciesFor,
): Promise<ImagePart[]> {
  const { recursive: isRecursive, attachedTypes, timeout, maxParallel } = inputs;
  const isWhole = isRecursive || attachedTypes.length > 0;
  const isRead = (artifact: Reference): boolean =>
    isWhole && !isSkippedByAll(policiesFor, artifact);
  const parts = await expandArtifacts(access, artifacts, {
    ...{ isRecursive, timeout, maxParallel, isRead },
  });
  if (attachedTypes.length === 0) return parts;
  const maxSignatures = inputs.maxSignatures ?? DEFAULT_MAX_SIGNATURES;
  const listed = await listAttached(access, parts, { ...inputs, maxSignatures });
  return attachedToVerify(listed, attachedTypes);
}

function isSkippedByAll(policiesFor: PoliciesFor, artifact: Reference): boolean {
  const { scope } = artifact;
  return policiesFor(scope).every(({ policy }) => {
    const statement = applicableStatement(policy, scope);
    return statement !== undefined && isSkipped(statement);
  });
}

/**
 * Verifies one part of a step under each of the policies for its repository.
 *
 * @throws TaskError of the part
 */
export async function verifyPart(
  shared: SharedVerification,
  policiesFor: PoliciesFor,
  item: BatchItem,
  part: ImagePart,
): Promise<ArtifactResult> {
  tellAttestations(item, part);
  const { content } = part;
  if (content.kind === 'unread') return verifyUnderEach(shared, policiesFor, item);
  const policies = policiesFor(part.artifact.scope);
  const judge = (one: BatchItem, resolved: ResolvedArtifact): Promise<ArtifactResult> =>
    verifyKnown(shared, policies, one, resolved);
  if (content.kind === 'attached') return verifyAttached(shared.registry, item, content, judge);
  return judge(item, await resolvePart(shared.registry, part, item));
}

/** The warnings of a tag are told once, however many policies there are. */
async function verifyKnown(
  shared: SharedVerification,
  policies: readonly StagedPolicy[],
  item: BatchItem,
  resolved: ResolvedArtifact,
): Promise<ArtifactResult> {
  const known = { ...resolved, warnings: [] };
  const judged = await judgeUnderEach(policies, item, (policy) =>
    verifyArtifact({ ...shared, ...policy }, item, known),
  );
  return {
    ...judged,
    artifact: item.artifact,
    warnings: [...resolved.warnings, ...judged.warnings],
  };
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
  const known = content.kind === 'resolved' ? content.resolved.artifact : undefined;
  const resolved = result.resolved ?? known;
  return { ...result, place, resolved, warnings: [...result.warnings, ...warnings] };
}
