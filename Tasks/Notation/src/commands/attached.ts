import { runConcurrently } from '../artifacts/conflictGroups';
import type { Descriptor } from '../artifacts/descriptor';
import { SIGNATURE_ARTIFACT_TYPE } from '../artifacts/mediaTypes';
import type { Reference } from '../artifacts/reference';
import { TaskError } from '../errors';
import type { Referrers } from '../registry/listing';
import { caught, readFor } from './expansion';
import type { ImagePart } from './imagePart';
import { type RegistryAccess, withinDeadline } from './registryAccess';

/** Attached artifacts of one type that are looked at for one manifest. */
export const MAX_ATTACHED = 100;

/** How attached artifacts are listed. */
export interface AttachedOptions {
  readonly attachedTypes: readonly string[];
  /** Signatures that the same listing takes for each manifest; undefined: none are needed. */
  readonly maxSignatures: number | undefined;
  /** Milliseconds for one manifest. */
  readonly timeout: number;
  /** How many manifests are listed at once. */
  readonly maxParallel: number;
}

/** A part with what is attached to it. */
export interface ListedPart {
  readonly part: ImagePart;
  /** The part by its digest; undefined where it is not known what the part is. */
  readonly subject: Subject | undefined;
  /** By the artifact type; a TaskError where the listing failed. */
  readonly attached: ReadonlyMap<string, Referrers> | TaskError;
}

interface Subject {
  readonly artifact: Reference;
  readonly descriptor: Descriptor;
}

/** Lists what is attached to each part, by one listing a manifest. */
export async function listAttached(
  access: RegistryAccess,
  parts: readonly ImagePart[],
  options: AttachedOptions,
): Promise<ListedPart[]> {
  const listed: ListedPart[] = [];
  const positions = parts.map((_part, position) => [position]);
  await runConcurrently(positions, options.maxParallel, async (position) => {
    const part = parts[position];
    if (part === undefined) return;
    const subject = subjectOf(part);
    if (subject === undefined) {
      listed[position] = { part, subject, attached: new Map() };
      return;
    }
    const found = await caught(listOne(access, subject, options));
    listed[position] =
      found instanceof TaskError
        ? { part, subject, attached: found }
        : { part: { ...part, signatures: found.signatures }, subject, attached: found.attached };
  });
  return listed;
}

function subjectOf({ artifact, content }: ImagePart): Subject | undefined {
  if (content.kind === 'resolved') return content.resolved;
  return content.kind === 'listed' ? { artifact, descriptor: content.descriptor } : undefined;
}

async function listOne(
  { reader }: RegistryAccess,
  { artifact, descriptor }: Subject,
  { attachedTypes, maxSignatures, timeout }: AttachedOptions,
): Promise<{ signatures: Referrers | undefined; attached: Map<string, Referrers> }> {
  const areSignaturesWanted = maxSignatures !== undefined;
  const ofType = (type: string) => (listed: string | undefined) => listed === type;
  const wanted = attachedTypes.map((type) => ({
    isWanted: ofType(type),
    max: MAX_ATTACHED,
    isExpected: !areSignaturesWanted,
  }));
  const signatures = {
    isWanted: ofType(SIGNATURE_ARTIFACT_TYPE),
    max: maxSignatures ?? 0,
    isExpected: true,
  };
  const kinds = await withinDeadline(artifact.name, readFor(timeout), (context) =>
    reader.listKinds(
      ...[artifact, descriptor, [...wanted, ...(areSignaturesWanted ? [signatures] : [])], context],
    ),
  );
  const attached = new Map<string, Referrers>();
  attachedTypes.forEach((type, position) => {
    const found = kinds[position];
    if (found !== undefined) attached.set(type, found);
  });
  return { signatures: kinds[attachedTypes.length], attached };
}

/** The parts of each artifact that the step names, the artifact itself first. */
export function imagesOf(parts: readonly ListedPart[]): ListedPart[][] {
  const images: ListedPart[][] = [];
  for (const listed of parts) {
    if (listed.part.place === undefined) images.push([]);
    images.at(-1)?.push(listed);
  }
  return images;
}

/** A part that stands for what is attached to another part. */
export function attachedPart(
  { part: { place } }: ListedPart,
  { artifact: subject }: Subject,
  artifactType: string,
  [artifact, content]: readonly [Reference, ImagePart['content']],
): ImagePart {
  return {
    artifact,
    content,
    place: { parent: subject, depth: (place?.depth ?? 0) + 1, artifactType },
  };
}

/** The part of a listing that failed; none where it did not. */
export function failedListing(listed: ListedPart, types: readonly string[]): ImagePart[] {
  const { subject, attached } = listed;
  if (subject === undefined || !(attached instanceof TaskError)) return [];
  const content = { kind: 'failed', error: attached } as const;
  return [attachedPart(listed, subject, types.join(', '), [subject.artifact, content])];
}

/** The indexes that hold each part of one image, the nearest first. @param image each index before its own parts */
export function indexesAbove(
  image: readonly ListedPart[],
): ReadonlyMap<ListedPart, readonly ListedPart[]> {
  const byName = new Map(image.map((one) => [one.subject?.artifact.name, one]));
  const above = new Map<ListedPart, readonly ListedPart[]>();
  for (const one of image) {
    const index = byName.get(one.part.place?.parent.name ?? '');
    above.set(one, index === undefined ? [] : [index, ...(above.get(index) ?? [])]);
  }
  return above;
}

/** Whether artifacts of a type are attached to a part itself. */
export function hasReferrers(listed: ListedPart, artifactType: string): boolean {
  return referrersOf(listed, artifactType).referrers.length > 0;
}

/** What is listed of a type; nothing where the listing failed. */
export function referrersOf({ attached }: ListedPart, artifactType: string): Referrers {
  const none: Referrers = { referrers: [], leftOut: [], hasMore: false };
  return attached instanceof TaskError ? none : (attached.get(artifactType) ?? none);
}
