import { readMembers, requireCount, requireText } from '../text/jsonMembers';
import { type JsonValue, StrictJsonError } from '../text/strictJson';

/** Identifies content exactly (OCI image specification 1.1, descriptor). */
export interface Descriptor {
  readonly mediaType: string;
  /** Such as `sha256:<hex>`. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** The names that a descriptor may have in the OCI image specification 1.1. */
const names = [
  ...['mediaType', 'digest', 'size', 'urls', 'annotations'],
  ...['data', 'platform', 'artifactType'],
];

/** The longest media type (RFC 6838, section 4.2: two names of 127 characters). */
export const MAX_MEDIA_TYPE_CHARACTERS = 255;

/** A digest of an algorithm that this task knows. */
const digests = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;

/** Whether a text is a digest of an algorithm that this task knows. */
export function isDigest(text: unknown): text is string {
  return typeof text === 'string' && digests.test(text);
}

/** Whether two descriptors name the same content, of the same type. */
export function isSameDescriptor(one: Descriptor, other: Descriptor): boolean {
  const { mediaType, digest, size } = one;
  return mediaType === other.mediaType && digest === other.digest && size === other.size;
}

/** A descriptor from JSON, with the other members of its object. */
export interface ReadDescriptor {
  readonly descriptor: Descriptor;
  readonly members: ReadonlyMap<string, JsonValue>;
}

/**
 * Reads a descriptor from JSON.
 *
 * @param what names the descriptor in an error
 * @throws StrictJsonError
 */
export function readDescriptor(value: JsonValue | undefined, what: string): ReadDescriptor {
  const members = readMembers(value, what, { known: names, others: 'allowed' });
  const mediaType = requireText(members.get('mediaType'), `mediaType of ${what}`);
  const digest = requireText(members.get('digest'), `digest of ${what}`);
  const size = requireCount(members.get('size'), `size of ${what}`);
  if (mediaType.length > MAX_MEDIA_TYPE_CHARACTERS) {
    throw new StrictJsonError('limit', `mediaType of ${what} is too long`);
  }
  if (!isDigest(digest)) {
    throw new StrictJsonError('structure', `digest of ${what} is no digest`);
  }
  return { descriptor: { mediaType, digest, size }, members };
}
