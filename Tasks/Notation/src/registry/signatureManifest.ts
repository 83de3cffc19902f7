import { type Descriptor, isSameDescriptor, readDescriptor } from '../artifacts/descriptor';
import {
  ARTIFACT_MANIFEST,
  IMAGE_MANIFEST,
  SIGNATURE_ARTIFACT_TYPE,
} from '../artifacts/mediaTypes';
import { type EnvelopeMediaType, isEnvelopeMediaType } from '../notation/envelope/envelope';
import { MAX_ENVELOPE_BYTES } from '../notation/envelope/limits';
import { requireArray } from '../text/jsonMembers';
import { StrictJsonError } from '../text/strictJson';
import { artifactTypeOf, readManifestMembers } from './manifestMembers';

export const MAX_SIGNATURE_MANIFEST_BYTES = 4 * 1024 * 1024;

export type SignatureManifestRefusalCode =
  | 'ManifestTooLarge'
  | 'ManifestTypeUnknown'
  | 'ManifestMalformed'
  | 'ManifestAmbiguous'
  | 'NotASignature'
  | 'SubjectMismatch'
  | 'EnvelopeCount'
  | 'EnvelopeTypeUnknown'
  | 'EnvelopeTooLarge';

/** Why a signature manifest is left out. The reason contains no text of the registry. */
export interface SignatureManifestRefusal {
  readonly code: SignatureManifestRefusalCode;
  /** A short English sentence without its full stop. */
  readonly reason: string;
}

export type SignatureManifestReading =
  | { readonly envelope: Descriptor & { readonly mediaType: EnvelopeMediaType } }
  | { readonly refusal: SignatureManifestRefusal };

class Refused extends Error {
  constructor(
    readonly code: SignatureManifestRefusalCode,
    reason: string,
  ) {
    super(reason);
  }
}

/**
 * Reads a signature manifest strictly, so that every reader finds the same envelope in it.
 *
 * @param content the bytes, whose digest was checked before
 * @param contentType the media type in the listing and in the answer
 * @param subject the artifact that the signature must belong to
 */
export function readSignatureManifest(
  content: Buffer,
  contentType: string,
  subject: Descriptor,
): SignatureManifestReading {
  try {
    return { envelope: readEnvelopeDescriptor(content, contentType, subject) };
  } catch (error) {
    return { refusal: refusalOf(error) };
  }
}

function readEnvelopeDescriptor(
  content: Buffer,
  contentType: string,
  subject: Descriptor,
): Descriptor & { readonly mediaType: EnvelopeMediaType } {
  if (content.length > MAX_SIGNATURE_MANIFEST_BYTES) {
    throw new Refused('ManifestTooLarge', 'its manifest is larger than 4 MiB');
  }
  if (contentType !== IMAGE_MANIFEST && contentType !== ARTIFACT_MANIFEST) {
    throw new Refused('ManifestTypeUnknown', 'its manifest is of an unknown media type');
  }
  const manifest = readManifestMembers(content, contentType);
  if (artifactTypeOf(manifest) !== SIGNATURE_ARTIFACT_TYPE) {
    throw new Refused('NotASignature', 'its manifest is not of the type of signatures');
  }
  if (!isSameDescriptor(readDescriptor(manifest.get('subject'), 'subject').descriptor, subject)) {
    throw new Refused('SubjectMismatch', 'its manifest names another artifact as its subject');
  }
  const list = contentType === IMAGE_MANIFEST ? 'layers' : 'blobs';
  const envelopes = requireArray(manifest.get(list), list);
  if (envelopes.length !== 1) {
    throw new Refused('EnvelopeCount', `its manifest has ${envelopes.length} envelopes, not one`);
  }
  return requireEnvelope(readDescriptor(envelopes[0], 'the envelope').descriptor);
}

function requireEnvelope(
  envelope: Descriptor,
): Descriptor & { readonly mediaType: EnvelopeMediaType } {
  const { mediaType, size } = envelope;
  if (!isEnvelopeMediaType(mediaType)) {
    throw new Refused('EnvelopeTypeUnknown', 'its envelope is neither JWS nor COSE');
  }
  if (size > MAX_ENVELOPE_BYTES) {
    throw new Refused('EnvelopeTooLarge', 'its envelope is larger than 4 MiB');
  }
  return { ...envelope, mediaType };
}

/**
 * A manifest that makes the reader itself fail is refused too: a user who may push must not be able to
 * end a step.
 */
function refusalOf(error: unknown): SignatureManifestRefusal {
  if (error instanceof Refused) return { code: error.code, reason: error.message };
  if (!(error instanceof StrictJsonError)) {
    return { code: 'ManifestMalformed', reason: 'its manifest cannot be read' };
  }
  const { problem, message } = error;
  const code = problem === 'name' ? 'ManifestAmbiguous' : 'ManifestMalformed';
  return { code, reason: `its manifest cannot be read exactly: ${message}` };
}
