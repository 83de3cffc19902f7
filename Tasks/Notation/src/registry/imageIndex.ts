import { type Descriptor, isSameDescriptor, readDescriptor } from '../artifacts/descriptor';
import { DOCKER_LIST, DOCKER_MANIFEST, IMAGE_INDEX, IMAGE_MANIFEST } from '../artifacts/mediaTypes';
import { readMembers, requireArray, requireText } from '../text/jsonMembers';
import { type JsonValue, StrictJsonError } from '../text/strictJson';
import { readManifestMembers } from './manifestMembers';

/** Entries of one index that are read at most. */
export const MAX_INDEX_ENTRIES = 512;

/** The longest name of a platform, in characters. */
const MAX_PLATFORM_CHARACTERS = 128;

/** A manifest that an index lists. */
export interface IndexEntry {
  readonly descriptor: Descriptor;
  /** Such as `linux/arm64`, several separated by commas; undefined where the index names none. */
  readonly platform: string | undefined;
}

/** What an index lists, each manifest once, in its order. */
export interface ImageIndex {
  readonly entries: readonly IndexEntry[];
  /** The digests of what BuildKit says about how a platform was built: no platform runs it. */
  readonly attestations: readonly string[];
}

/** Whether a manifest of this media type is an index. */
export function isIndexType(mediaType: string): boolean {
  return mediaType === IMAGE_INDEX || mediaType === DOCKER_LIST;
}

/**
 * Reads an index (OCI image specification 1.1, image index) or a manifest list of Docker so strictly
 * that every reader sees the same manifests in it.
 *
 * @param content the bytes, already held to their digest
 * @param mediaType the media type that the index was delivered under
 * @throws StrictJsonError, also where an entry is neither an image manifest nor an index
 */
export function readImageIndex(content: Buffer, mediaType: string): ImageIndex {
  const manifests = requireArray(
    readManifestMembers(content, mediaType).get('manifests'),
    'manifests',
  );
  if (manifests.length > MAX_INDEX_ENTRIES) {
    throw new StrictJsonError('limit', `it lists more than ${MAX_INDEX_ENTRIES} manifests`);
  }
  const entries = new Map<string, IndexEntry>();
  const attestations = new Set<string>();
  for (const value of manifests) {
    const { descriptor, platform, isAttestation } = readEntry(value);
    const { digest } = descriptor;
    const known = entries.get(digest);
    if (known !== undefined && !isSameDescriptor(known.descriptor, descriptor)) {
      throw new StrictJsonError('name', 'it lists a manifest twice, with different types or sizes');
    }
    if (isAttestation) attestations.add(digest);
    else entries.set(digest, { descriptor, platform: joined(known?.platform, platform) });
  }
  // Whatever a platform runs is an entry, however else it is listed.
  const others = [...attestations].filter((digest) => !entries.has(digest));
  return { entries: [...entries.values()], attestations: others };
}

const entryTypes: readonly string[] = [IMAGE_MANIFEST, DOCKER_MANIFEST, IMAGE_INDEX, DOCKER_LIST];

interface ReadEntry extends IndexEntry {
  readonly isAttestation: boolean;
}

function readEntry(value: JsonValue): ReadEntry {
  const { descriptor, members } = readDescriptor(value, 'an entry');
  if (!entryTypes.includes(descriptor.mediaType)) {
    throw new StrictJsonError('structure', 'an entry is neither an image manifest nor an index');
  }
  const platform = readPlatform(members.get('platform'));
  const isAttestation = platform === ATTESTATION_PLATFORM;
  return { descriptor, platform, isAttestation };
}

/**
 * BuildKit lists its attestations under this platform (BuildKit: docs/attestations/attestation-storage.md).
 * Only the platform tells: containerd runs a manifest that names none, whatever its annotations say.
 */
const ATTESTATION_PLATFORM = 'unknown/unknown';

const platformNames = ['architecture', 'os', 'os.version', 'os.features', 'variant', 'features'];
const platformParts = ['os', 'architecture', 'variant', 'os.version'];

function readPlatform(value: JsonValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  const shape = { known: platformNames, others: 'allowed' } as const;
  const members = readMembers(value, 'a platform', shape);
  const parts = platformParts.flatMap((name) => {
    const part = members.get(name);
    return part === undefined ? [] : [requireText(part, `${name} of a platform`)];
  });
  const platform = parts.filter((part) => part !== '').join('/');
  if (platform.length > MAX_PLATFORM_CHARACTERS || !/^[\w./-]*$/.test(platform)) {
    throw new StrictJsonError('structure', 'a platform has a name that is none');
  }
  return platform === '' ? undefined : platform;
}

function joined(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.split(', ').includes(other) ? one : `${one}, ${other}`;
}
