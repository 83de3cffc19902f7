import type { Descriptor } from '../artifacts/descriptor';
import { type Reference, withDigest } from '../artifacts/reference';
import { TaskError } from '../errors';
import type { Warning } from '../messages';
import type { Referrers } from '../registry/listing';
import { referrerProblem } from '../registry/referrerManifest';
import type { PartPlace } from '../report/result';
import type { BatchItem } from './batch';
import {
  type ReadFor,
  type RegistryAccess,
  type ResolvedArtifact,
  resolveArtifact,
  withinDeadline,
} from './registryAccess';

/** A manifest that a step works on: one that the step names, or a part of such an image. */
export interface ImagePart {
  /** As the step names it; any other part by its digest. */
  readonly artifact: Reference;
  /** Where the part belongs; undefined: the step names it. */
  readonly place: PartPlace | undefined;
  readonly content: PartContent;
  /** Digests of what an index lists beside its platforms. */
  readonly attestations?: readonly string[];
  /** The signatures of the part, where they are listed already. */
  readonly signatures?: Referrers | undefined;
  /** Of the image that the step names. */
  readonly warnings?: readonly Warning[];
}

/** What is known of a part before the work on it begins. */
export type PartContent =
  | { readonly kind: 'unread' }
  | { readonly kind: 'resolved'; readonly resolved: ResolvedArtifact }
  /** An index lists it; whether the registry has it is not known. */
  | { readonly kind: 'listed'; readonly descriptor: Descriptor }
  | ({ readonly kind: 'attached' } & AttachedArtifacts)
  | { readonly kind: 'failed'; readonly error: TaskError };

/** Referrers of one artifact type, as they are listed. */
export interface AttachedReferrers {
  /** By its digest. */
  readonly subject: Reference;
  readonly descriptor: Descriptor;
  readonly artifactType: string;
  readonly referrers: readonly Descriptor[];
}

/** What a manifest must have of one artifact type. */
export interface AttachedArtifacts extends AttachedReferrers {
  /** What may be verified in their place; nothing where they are signed. */
  readonly standIns: readonly AttachedReferrers[];
}

/** The part at a position. */
export function partAt(parts: readonly ImagePart[], position: number): ImagePart {
  const part = parts[position];
  if (part === undefined) throw new Error('no part at this position');
  return part;
}

/**
 * Finds out what a part is.
 *
 * @throws TaskError of what is known to be wrong with it; PlatformMissing, AttachedRefused, and as `resolveArtifact`
 */
export async function resolvePart(
  access: RegistryAccess,
  part: ImagePart,
  item: ReadFor,
): Promise<ResolvedArtifact> {
  const { artifact, content, signatures } = part;
  switch (content.kind) {
    case 'failed':
      throw content.error;
    case 'unread':
      return resolveArtifact(access, artifact, item);
    case 'resolved':
      return { ...content.resolved, signatures };
    case 'listed':
      return { ...(await resolveListed(access, part, content.descriptor, item)), signatures };
    case 'attached': {
      const [referrer] = content.referrers;
      if (referrer === undefined) throw new Error('nothing is attached');
      return resolveAttached(access, content, referrer, item);
    }
  }
}

/** Holds what the registry has to what the index lists. */
async function resolveListed(
  access: RegistryAccess,
  { artifact, place }: ImagePart,
  listed: Descriptor,
  item: ReadFor,
): Promise<ResolvedArtifact> {
  const reference = artifact.name;
  let resolved: ResolvedArtifact;
  try {
    resolved = await resolveArtifact(access, artifact, item);
  } catch (error) {
    if (!(error instanceof TaskError) || error.code !== 'ArtifactNotFound') throw error;
    throw missingFrom(reference, place, error);
  }
  const { mediaType, size } = resolved.descriptor;
  if (mediaType === listed.mediaType && size === listed.size) return resolved;
  const reason = `it has another media type or size than ${place?.parent.name ?? ''} lists`;
  throw new TaskError('RegistryAnswerRefused', [reference, reason]);
}

/** The error of a manifest that an index lists and the registry does not have. */
export function missingFrom(
  reference: string,
  place: PartPlace | undefined,
  cause: TaskError,
): TaskError {
  const values = [reference, place?.platform ?? '-', place?.parent.name ?? ''];
  return new TaskError('PlatformMissing', values, { cause });
}

/**
 * Reads an attached artifact's manifest: it must itself name the subject and the type that it is listed under.
 *
 * @throws TaskError AttachedRefused, and as `RegistryReader.fetchManifest`
 */
export async function resolveAttached(
  { reader }: RegistryAccess,
  attached: AttachedReferrers,
  { mediaType, digest, size }: Descriptor,
  item: ReadFor,
): Promise<ResolvedArtifact> {
  const { subject, descriptor, artifactType } = attached;
  const artifact = withDigest(subject, digest);
  const reference = artifact.name;
  const listed = { mediaType, digest, size };
  const manifest = await withinDeadline(reference, item, (context) =>
    reader.fetchManifest(artifact, listed, context),
  );
  const problem = referrerProblem(manifest, mediaType, { subject: descriptor, artifactType });
  if (problem === undefined) return { artifact, descriptor: listed, warnings: [] };
  throw new TaskError('AttachedRefused', [reference, subject.name, problem]);
}

/** Tells in the log of an index what it lists beside its platforms. */
export function tellAttestations({ log }: BatchItem, { attestations = [] }: ImagePart): void {
  if (attestations.length > 0) log.message('Log_AttestationsLeftOut', attestations.join(', '));
}
