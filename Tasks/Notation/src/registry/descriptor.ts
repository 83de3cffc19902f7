import { createHash } from 'node:crypto';
import {
  type Descriptor as ContentDescriptor,
  MAX_MEDIA_TYPE_CHARACTERS,
  isDigest,
} from '../artifacts/descriptor';

/** A descriptor in a registry's listing. */
export interface Descriptor extends ContentDescriptor {
  /** The artifact type of a referrer. */
  readonly artifactType?: string;
}

/**
 * Reads one entry of a listing. `readDescriptor` refuses the whole document with its first bad entry;
 * here such an entry is passed over, because whoever may push can add an entry to a listing.
 *
 * @param value out of JSON
 * @returns undefined where a field is missing or violates the specification
 */
export function parseDescriptor(value: unknown): Descriptor | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { mediaType, digest, size, artifactType } = value as Partial<Record<string, unknown>>;
  if (!isType(mediaType) || !isDigest(digest) || !isSize(size)) return undefined;
  return { mediaType, digest, size, ...(isType(artifactType) ? { artifactType } : {}) };
}

function isType(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_MEDIA_TYPE_CHARACTERS;
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Computes the digest of bytes with the algorithm of another digest. */
export function digestLike(digest: string, bytes: Buffer): string {
  const [algorithm = ''] = digest.split(':');
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** Why bytes do not match a descriptor; undefined where they match. */
export function contentProblem({ digest, size }: Descriptor, bytes: Buffer): string | undefined {
  if (bytes.length !== size) return `${digest} has ${bytes.length} bytes instead of ${size}`;
  return digestLike(digest, bytes) === digest
    ? undefined
    : `the content of ${digest} has another digest`;
}
