import {
  ARTIFACT_MANIFEST,
  DOCKER_LIST,
  IMAGE_INDEX,
  IMAGE_MANIFEST,
} from '../artifacts/mediaTypes';
import { readDescriptor } from '../artifacts/descriptor';
import { readMembers, requireCount, requireText } from '../text/jsonMembers';
import { type JsonValue, StrictJsonError, readStrictJson } from '../text/strictJson';

/** What a kind of manifest holds (OCI image specification 1.1; Docker image manifest version 2, schema 2). */
interface ManifestKind {
  /** Names of other kinds of manifest: whoever reads by them sees another manifest. */
  readonly foreign: readonly string[];
  /** The name that such a manifest must have. */
  readonly needed: string;
  /** Whether the manifest may leave out its own media type. */
  readonly mayBeUnnamed: boolean;
  readonly hasSchemaVersion: boolean;
}

const index: ManifestKind = {
  foreign: ['blobs', 'config', 'layers'],
  needed: 'manifests',
  mayBeUnnamed: true,
  hasSchemaVersion: true,
};

const kinds: ReadonlyMap<string, ManifestKind> = new Map([
  [
    IMAGE_MANIFEST,
    {
      foreign: ['blobs', 'manifests'],
      needed: 'config',
      mayBeUnnamed: true,
      hasSchemaVersion: true,
    },
  ],
  [
    ARTIFACT_MANIFEST,
    {
      foreign: ['schemaVersion', 'config', 'layers', 'manifests'],
      needed: 'mediaType',
      mayBeUnnamed: false,
      hasSchemaVersion: false,
    },
  ],
  [IMAGE_INDEX, index],
  [DOCKER_LIST, { ...index, mayBeUnnamed: false }],
]);

/** Names that manifests of any kind have. */
const known = [
  ...['schemaVersion', 'mediaType', 'artifactType', 'config', 'layers', 'blobs'],
  ...['manifests', 'subject', 'annotations'],
];

/**
 * Reads a manifest so strictly that every reader sees the same kind of manifest in it.
 *
 * @param content the bytes, already held to their digest
 * @param mediaType the media type that the manifest was listed and delivered under
 * @returns its members
 * @throws StrictJsonError with the problem `name` where the manifest can be read in two ways
 */
export function readManifestMembers(
  content: Buffer,
  mediaType: string,
): ReadonlyMap<string, JsonValue> {
  const kind = kinds.get(mediaType);
  if (kind === undefined) throw new StrictJsonError('structure', 'it is of an unknown media type');
  const manifest = readMembers(readStrictJson(content), 'it', { known, others: 'allowed' });
  if (kind.foreign.some((name) => manifest.has(name))) {
    throw new StrictJsonError('name', 'it can be read as two kinds of manifest');
  }
  if (!manifest.has(kind.needed)) {
    throw new StrictJsonError('structure', `it has no ${kind.needed}`);
  }
  const named = manifest.get('mediaType');
  const isUnnamed = kind.mayBeUnnamed && named === undefined;
  if (!isUnnamed && requireText(named, 'mediaType') !== mediaType) {
    throw new StrictJsonError('name', 'it names another media type than its own');
  }
  const version = manifest.get('schemaVersion');
  if (kind.hasSchemaVersion && requireCount(version, 'schemaVersion') !== 2) {
    throw new StrictJsonError('structure', 'it is not of schema version 2');
  }
  return manifest;
}

/**
 * The artifact type of a manifest. One that names none has the type of its configuration (OCI
 * distribution specification 1.1, listing referrers).
 *
 * @returns undefined where it has neither
 * @throws StrictJsonError
 */
export function artifactTypeOf(manifest: ReadonlyMap<string, JsonValue>): string | undefined {
  const stated = manifest.get('artifactType');
  const artifactType = stated === undefined ? '' : requireText(stated, 'artifactType');
  const config = manifest.get('config');
  const configType =
    config === undefined ? undefined : readDescriptor(config, 'config').descriptor.mediaType;
  return artifactType === '' ? configType : artifactType;
}
