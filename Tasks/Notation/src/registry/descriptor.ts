import { createHash } from 'node:crypto';

/** What identifies some content of a registry (OCI image specification 1.1, descriptor). */
export interface Descriptor {
  readonly mediaType: string;
  /** `sha256:<hex>`, `sha384:<hex>` or `sha512:<hex>`. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  /** Of what is listed as a referrer. */
  readonly artifactType?: string;
}

const digests = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;

/** The length of a media type (RFC 6838, section 4.2: two names of 127 characters). */
const MAX_TYPE_CHARACTERS = 255;

/** Whether the text is a digest of an algorithm that this task knows. */
export function isDigest(text: unknown): text is string {
  return typeof text === 'string' && digests.test(text);
}

/**
 * Reads one entry of an index.
 *
 * @param value out of JSON
 * @returns undefined where a field is missing or is not what the specification says
 */
export function parseDescriptor(value: unknown): Descriptor | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { mediaType, digest, size, artifactType } = value as Partial<Record<string, unknown>>;
  if (!isType(mediaType) || !isDigest(digest) || !isSize(size)) return undefined;
  return { mediaType, digest, size, ...(isType(artifactType) ? { artifactType } : {}) };
}

function isType(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_TYPE_CHARACTERS;
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** The digest of some bytes, by the algorithm of another digest. */
export function digestLike(digest: string, bytes: Buffer): string {
  const [algorithm = ''] = digest.split(':');
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** Why some bytes are not the content of a descriptor; undefined where they are. */
export function contentProblem({ digest, size }: Descriptor, bytes: Buffer): string | undefined {
  if (bytes.length !== size) return `${digest} has ${bytes.length} bytes instead of ${size}`;
  return digestLike(digest, bytes) === digest
    ? undefined
    : `the content of ${digest} has another digest`;
}
