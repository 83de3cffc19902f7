import { errorText } from '../agent/messages';
import type { Descriptor } from '../artifacts/descriptor';
import { withDigest } from '../artifacts/reference';
import { TaskError } from '../errors';
import type { ArtifactResult } from '../report/result';
import {
  type ListedPart,
  attachedPart,
  failedListing,
  hasReferrers,
  imagesOf,
  indexesAbove,
  referrersOf,
} from './attached';
import type { BatchItem } from './batch';
import { caught } from './expansion';
import {
  type AttachedArtifacts,
  type AttachedReferrers,
  type ImagePart,
  resolveAttached,
} from './imagePart';
import type { RegistryAccess, ResolvedArtifact } from './registryAccess';
import { standIns } from './standIns';

/**
 * Puts below each part what must be attached to it. Each platform must have a verified artifact of a type, or stand in an
 * index that has one. Each manifest to which artifacts of a type are attached has a row.
 */
export function attachedToVerify(
  listed: readonly ListedPart[],
  types: readonly string[],
): ImagePart[] {
  return imagesOf(listed).flatMap((image) => {
    const demands = types.map((type) => {
      const [lacking, inPlace] = [lackingOf(image, type), standIns(image, type)];
      return (one: ListedPart) => demandOf(one, type, lacking.has(one), inPlace.get(one) ?? []);
    });
    return image.flatMap((one) => [
      one.part,
      ...demands.flatMap((demand) => demand(one)),
      ...failedListing(one, types),
    ]);
  });
}

/** The parts of an image of which an artifact of a type is missing: the image itself where it has none at all. */
function lackingOf(image: readonly ListedPart[], artifactType: string): Set<ListedPart> {
  const above = indexesAbove(image);
  const indexes = new Set([...above.values()].flat());
  const hasAny = (one: ListedPart): boolean => hasReferrers(one, artifactType);
  const isLacking = (one: ListedPart): boolean =>
    one.subject !== undefined &&
    !indexes.has(one) &&
    ![one, ...(above.get(one) ?? [])].some(hasAny);
  return new Set(image.some(hasAny) ? image.filter(isLacking) : image.slice(0, 1));
}

function demandOf(
  listed: ListedPart,
  artifactType: string,
  isLacking: boolean,
  inPlace: readonly AttachedReferrers[],
): ImagePart[] {
  const { subject, attached } = listed;
  if (subject === undefined || attached instanceof TaskError) return [];
  const { artifact, descriptor } = subject;
  const { referrers } = referrersOf(listed, artifactType);
  const [first] = referrers;
  if (first === undefined) {
    if (!isLacking) return [];
    const values = [artifact.name, artifactType];
    const content = { kind: 'failed', error: new TaskError('AttachedMissing', values) } as const;
    return [attachedPart(listed, subject, artifactType, [artifact, content])];
  }
  const content = {
    kind: 'attached',
    subject: artifact,
    descriptor,
    artifactType,
    referrers,
    standIns: inPlace,
  } as const;
  const reference = withDigest(artifact, first.digest);
  return [attachedPart(listed, subject, artifactType, [reference, content])];
}

/**
 * Verifies attached artifacts of one type, in the order in which they are listed, until one passes. Where none does, those are
 * tried that may stand in for them.
 *
 * @param judge verifies one of them under all policies
 * @throws TaskError of the only one that is attached; AttachedNotVerified where several are, and none passes
 */
export async function verifyAttached(
  registry: RegistryAccess,
  item: BatchItem,
  attached: AttachedArtifacts,
  judge: (item: BatchItem, resolved: ResolvedArtifact) => Promise<ArtifactResult>,
): Promise<ArtifactResult> {
  const verifyOne = async (
    group: AttachedReferrers,
    referrer: Descriptor,
  ): Promise<ArtifactResult | TaskError> => {
    const verify = async (): Promise<ArtifactResult> => {
      const resolved = await resolveAttached(registry, group, referrer, item);
      return judge({ ...item, artifact: resolved.artifact }, resolved);
    };
    const result = await caught(verify());
    const error = result instanceof TaskError ? result : result.error;
    if (error?.code === 'ArtifactTimedOut') throw error;
    if (error === undefined) return result;
    item.log.message('Notice_AttachedLeftOut', referrer.digest, errorText(error));
    return error;
  };
  const failures: TaskError[] = [];
  for (const group of [attached, ...attached.standIns]) {
    for (const referrer of group.referrers) {
      const result = await verifyOne(group, referrer);
      if (!(result instanceof TaskError)) return result;
      if (group === attached) failures.push(result);
    }
  }
  const [only, ...others] = failures;
  if (only !== undefined && others.length === 0) throw only;
  const reasons = failures.map(({ code, values: [reference = ''] }) => `${reference}: ${code}`);
  throw new TaskError('AttachedNotVerified', [
    ...[attached.subject.name, attached.artifactType, reasons.join('; ')],
  ]);
}
