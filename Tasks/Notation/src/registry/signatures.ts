import type { Descriptor } from '../artifacts/descriptor';
import { TaskError } from '../errors';
import type { ErrorCode } from '../messages';
import { type EnvelopeMediaType, readEnvelope } from '../notation/envelope/envelope';
import type { Signature } from '../notation/signature';
import type { ReadContext, Repository } from './context';
import { isContentRefusal } from './failure';
import type { RegistryReader } from './reader';
import { readSignatureManifest } from './signatureManifest';

/** A signature with the bytes that are verified. */
export interface SignatureContent {
  readonly signature: Signature;
  readonly envelope: Buffer;
  readonly mediaType: EnvelopeMediaType;
}

/** A signature that is left out: it is not verified, and its reason is told. */
export interface LeftOutSignature {
  /** Of the signature's manifest in the registry. */
  readonly digest: string;
  /** The error where no other signature passes. */
  readonly code: ErrorCode;
  /** A short English sentence without its full stop. */
  readonly reason: string;
}

/** The artifact whose signature is read. */
export interface SignedSubject {
  readonly repository: Repository;
  readonly descriptor: Descriptor;
}

/**
 * Fetches one signature and reads what it says of itself.
 *
 * @param listed the signature's manifest, as the registry lists it
 * @throws TaskError where the registry could not be read: that leaves open what the signature is
 */
export async function readSignature(
  reader: RegistryReader,
  { repository, descriptor: subject }: SignedSubject,
  listed: Descriptor,
  context: ReadContext,
): Promise<SignatureContent | LeftOutSignature> {
  const leftOut = (reason: string): LeftOutSignature => ({
    ...{ digest: listed.digest, code: 'SignatureUnreadable', reason },
  });
  try {
    const manifest = await reader.fetchManifest(repository, listed, context);
    const found = readSignatureManifest(manifest, listed.mediaType, subject);
    if ('refusal' in found) return leftOut(found.refusal.reason);
    const { mediaType } = found.envelope;
    const envelope = await reader.fetchBlob(repository, found.envelope, context);
    const reading = readEnvelope(envelope, mediaType, subject);
    if ('refusal' in reading) {
      const { code, reason } = reading.refusal;
      const isName = code === 'PluginNameMalformed';
      return { ...leftOut(reason), ...(isName && { code: 'SignaturePluginRefused' }) };
    }
    const signature = { ...reading.envelope, digest: listed.digest };
    return { signature, envelope, mediaType };
  } catch (error) {
    if (!(error instanceof TaskError) || !isContentRefusal(error)) throw error;
    return leftOut(error.values[1] ?? error.code);
  }
}
