import type { Descriptor } from '../artifacts/descriptor';
import { TaskError } from '../errors';
import type { ErrorCode } from '../messages';
import { type EnvelopeMediaType, readEnvelope } from '../notation/envelope/envelope';
import type { Signature } from '../notation/signature';
import type { ReadContext, Repository } from './context';
import { isContentRefusal } from './failure';
import type { RegistryReader } from './reader';
import { readSignatureManifest } from './signatureManifest';

/** A signature, with the bytes to verify. */
export interface SignatureContent {
  readonly signature: Signature;
  readonly envelope: Buffer;
  readonly mediaType: EnvelopeMediaType;
}

/** A signature that was left out. It is not verified; its reason is reported. */
export interface LeftOutSignature {
  /** The digest of the signature's manifest in the registry. */
  readonly digest: string;
  /** The error code when no other signature passes. */
  readonly code: ErrorCode;
  /** A short English sentence without its full stop. */
  readonly reason: string;
}

/** The artifact of the signature. */
export interface SignedSubject {
  readonly repository: Repository;
  readonly descriptor: Descriptor;
}

/**
 * Fetches one signature and reads its content.
 *
 * @param listed the signature's manifest in the registry's listing
 * @returns one that the registry refuses to give is left out, too: no other signature depends on it
 * @throws TaskError when the registry could not be read. The signature is unknown then
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
    if (!(error instanceof TaskError)) throw error;
    const unread = leftOut(error.values[1] ?? error.code);
    // Some registries give nobody what a scanner finds fault with, and whoever may push can attach such a signature.
    if (error.code === 'RegistryForbidden') return { ...unread, code: error.code };
    if (!isContentRefusal(error)) throw error;
    return unread;
  }
}
