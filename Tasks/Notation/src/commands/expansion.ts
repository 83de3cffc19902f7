import { writeLines } from '../agent/log';
import { runConcurrently, separateGroups } from '../artifacts/conflictGroups';
import { type Descriptor, isSameDescriptor } from '../artifacts/descriptor';
import { type Reference, withDigest } from '../artifacts/reference';
import { TaskError } from '../errors';
import { createDeadline } from '../network/deadline';
import { ArtifactLog } from '../report/artifactLog';
import { type ImageIndex, isIndexType, readImageIndex } from '../registry/imageIndex';
import { StrictJsonError } from '../text/strictJson';
import { type ImagePart, missingFrom } from './imagePart';
import {
  type ReadFor,
  type RegistryAccess,
  resolveArtifact,
  withinDeadline,
} from './registryAccess';

/** Indexes below the artifact that are read one within another. */
const MAX_INDEX_DEPTH = 3;

/** Manifests below one artifact: images of many platforms have some 30. */
export const MAX_MANIFESTS = 256;

/** How artifacts are expanded. */
export interface ExpansionOptions {
  /** Whether indexes are read; else each artifact stays its only part. */
  readonly isRecursive: boolean;
  /** Milliseconds for one artifact. */
  readonly timeout: number;
  /** How many artifacts are read at once. */
  readonly maxParallel: number;
  /** Whether an artifact is read at all now. */
  readonly isRead: (artifact: Reference) => boolean;
}

/**
 * Puts below each artifact the manifests that it lists, each once.
 *
 * @returns the parts in the order of the artifacts, each artifact before its own parts; what is wrong
 *   with one is kept in its part
 */
export async function expandArtifacts(
  access: RegistryAccess,
  artifacts: readonly Reference[],
  { isRecursive, timeout, maxParallel, isRead }: ExpansionOptions,
): Promise<ImagePart[]> {
  const parts: ImagePart[][] = artifacts.map((artifact) => [
    { artifact, place: undefined, content: { kind: 'unread' } },
  ]);
  await runConcurrently(separateGroups(artifacts), maxParallel, async (position) => {
    const artifact = artifacts[position];
    if (artifact === undefined || !isRead(artifact)) return;
    const expansion = new Expansion(access, readFor(timeout), isRecursive);
    parts[position] = await expansion.expandNamed(artifact);
  });
  return parts.flat();
}

/** Time for what is read before the work on an artifact begins, and the log of the step for it. */
export function readFor(timeout: number): ReadFor {
  return { deadline: createDeadline(timeout), log: new ArtifactLog(writeLines), position: 0 };
}

/** Reads the indexes of one artifact. */
class Expansion {
  /** The manifests so far, by their digests: an index that lists itself, or the same index again, is not read again. */
  private readonly seen = new Map<string, Descriptor>();

  constructor(
    private readonly access: RegistryAccess,
    private readonly item: ReadFor,
    private readonly isRecursive: boolean,
  ) {}

  async expandNamed(artifact: Reference): Promise<ImagePart[]> {
    const resolved = await caught(resolveArtifact(this.access, artifact, this.item));
    const named = { artifact, place: undefined };
    if (resolved instanceof TaskError) {
      return [{ ...named, content: { kind: 'failed', error: resolved } }];
    }
    const part: ImagePart = { ...named, content: { kind: 'resolved', resolved } };
    if (!this.isRecursive) return [part];
    this.seen.set(resolved.descriptor.digest, resolved.descriptor);
    const parts = await caught(this.expand(part, resolved.artifact, resolved.descriptor));
    if (!(parts instanceof TaskError)) return parts;
    return [{ ...part, content: { kind: 'failed', error: parts } }];
  }

  /**
   * @param reference the part by its digest
   * @throws TaskError IndexRefused where the artifact has too many manifests, or one of two kinds
   */
  private async expand(
    part: ImagePart,
    reference: Reference,
    descriptor: Descriptor,
  ): Promise<ImagePart[]> {
    if (!isIndexType(descriptor.mediaType)) return [part];
    const index = await caught(this.readIndex(part, reference, descriptor));
    if (index instanceof TaskError) {
      return [{ ...part, content: { kind: 'failed', error: index } }];
    }
    const parts: ImagePart[] = [{ ...part, attestations: index.attestations }];
    for (const { descriptor: entry, platform } of index.entries) {
      const { digest } = entry;
      const known = this.seen.get(digest);
      if (known !== undefined && !isSameDescriptor(known, entry)) {
        throw refused(reference.name, 'it lists a manifest with another type or size than before');
      }
      if (known !== undefined) continue;
      this.seen.set(digest, entry);
      if (this.seen.size > MAX_MANIFESTS + 1) {
        throw refused(reference.name, `the image has more than ${MAX_MANIFESTS} manifests`);
      }
      const artifact = withDigest(reference, digest);
      const place = { parent: reference, depth: depthOf(part) + 1, platform };
      const resolved = { artifact, descriptor: entry, warnings: [] };
      parts.push(
        ...(isIndexType(entry.mediaType)
          ? await this.expand(
              { artifact, place, content: { kind: 'resolved', resolved } },
              artifact,
              entry,
            )
          : [{ artifact, place, content: { kind: 'listed', descriptor: entry } } as const]),
      );
    }
    return parts;
  }

  private async readIndex(
    part: ImagePart,
    artifact: Reference,
    descriptor: Descriptor,
  ): Promise<ImageIndex> {
    const reference = artifact.name;
    if (depthOf(part) > MAX_INDEX_DEPTH) {
      throw refused(reference, `it is nested deeper than ${MAX_INDEX_DEPTH} indexes`);
    }
    try {
      const content = await withinDeadline(reference, this.item, (context) =>
        this.access.reader.fetchManifest(artifact, descriptor, context),
      );
      return readImageIndex(content, descriptor.mediaType);
    } catch (error) {
      if (error instanceof StrictJsonError) throw refused(reference, error.message);
      const isMissing = error instanceof TaskError && error.code === 'RegistryContentMissing';
      throw isMissing && part.place ? missingFrom(reference, part.place, error) : error;
    }
  }
}

function depthOf({ place }: ImagePart): number {
  return place?.depth ?? 0;
}

function refused(reference: string, reason: string): TaskError {
  return new TaskError('IndexRefused', [reference, reason]);
}

/** What some work gave, or the TaskError of one artifact that it threw; any other ends the step. */
export async function caught<T>(work: Promise<T>): Promise<T | TaskError> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof TaskError) || error.code === 'Cancelled') throw error;
    return error;
  }
}
