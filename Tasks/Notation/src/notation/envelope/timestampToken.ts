import { createHash } from 'node:crypto';
import { DER, DerError, type DerWalker, enterDer, readDerTime, readObjectIdentifier } from './der';
import { MAX_TIMESTAMP_BYTES } from './limits';
import { RefusedEnvelopeError } from './refusal';

/** The content of a timestamp token. The trust in its authority is not checked here. */
export interface Timestamp {
  /** The time of the authority, such as `2026-11-27T02:27:00Z`; undefined where it cannot be read. */
  readonly time: string | undefined;
  /** Why the time cannot be read. */
  readonly note?: string;
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const TIMESTAMP_INFO = '1.2.840.113549.1.9.16.1.4';
const EXPLICIT_CONTENT = 0xa0;
const hashes = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/**
 * Reads the time of an RFC 3161 timestamp token. The token must belong to this signature: anyone can
 * copy a token from one signature to another. An unreadable token does not refuse the signature.
 *
 * @param signature the bytes of the signature that the token belongs to
 * @throws RefusedEnvelopeError EnvelopeTooLarge
 */
export function readTimestamp(token: Buffer, signature: Buffer): Timestamp {
  if (token.length > MAX_TIMESTAMP_BYTES) {
    throw new RefusedEnvelopeError('EnvelopeTooLarge', 'its timestamp is larger than 32 KiB');
  }
  try {
    return readInfo(enterDer(readContent(token), DER.sequence), signature);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return { time: undefined, note: `its timestamp cannot be read: ${error.message}` };
  }
}

/** Gives the TSTInfo within the token (RFC 5652, 3 and 5.1). */
function readContent(token: Buffer): Buffer {
  const contentInfo = enterDer(token, DER.sequence);
  requireType(contentInfo, SIGNED_DATA);
  const signedData = contentInfo.enter(EXPLICIT_CONTENT).enter(DER.sequence);
  signedData.take(DER.integer);
  signedData.take(DER.set);
  const encapsulated = signedData.enter(DER.sequence);
  requireType(encapsulated, TIMESTAMP_INFO);
  return encapsulated.enter(EXPLICIT_CONTENT).take(DER.octetString).content;
}

/** RFC 3161, 2.4.2 */
function readInfo(info: DerWalker, signature: Buffer): Timestamp {
  info.take(DER.integer);
  info.take(DER.objectIdentifier);
  const imprint = info.enter(DER.sequence);
  const algorithm = imprint.enter(DER.sequence).take(DER.objectIdentifier);
  const hash = hashes.get(readObjectIdentifier(algorithm.content));
  const digest = imprint.take(DER.octetString).content;
  info.take(DER.integer);
  const time = readDerTime(info.take(DER.generalizedTime));
  if (hash === undefined) return { time: undefined, note: 'its timestamp uses an unknown hash' };
  if (!createHash(hash).update(signature).digest().equals(digest)) {
    return { time: undefined, note: 'its timestamp belongs to another signature' };
  }
  return { time };
}

function requireType(walker: DerWalker, expected: string): void {
  const found = readObjectIdentifier(walker.take(DER.objectIdentifier).content);
  if (found !== expected) throw new DerError('an unexpected type of content');
}
