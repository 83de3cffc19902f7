import { type Descriptor, isSameDescriptor } from '../../artifacts/descriptor';
import { StrictJsonError } from '../../text/strictJson';
import { CborError } from './cbor';
import { readCose } from './cose';
import { readJws } from './jws';
import { MAX_ENVELOPE_BYTES } from './limits';
import { readPayload } from './payload';
import { type EnvelopeRefusal, RefusedEnvelopeError } from './refusal';
import type { EnvelopeParts } from './signedAttributes';
import { checkAuthority, readSigningCertificate } from './signingCertificate';
import { readTimestamp } from './timestampToken';

/** Media types of the two formats of envelopes. */
export type EnvelopeMediaType = 'application/jose+json' | 'application/cose';

/** Whether a media type is one of an envelope. */
export function isEnvelopeMediaType(mediaType: string): mediaType is EnvelopeMediaType {
  return mediaType === 'application/jose+json' || mediaType === 'application/cose';
}

/** The content of an envelope. Nothing of it is verified. */
export interface Envelope {
  readonly format: 'JWS' | 'COSE';
  /** RFC 3339, in whole seconds, as are all times here. */
  readonly signedAt: string;
  /** undefined: the signature does not expire. */
  readonly expiry: string | undefined;
  /** The subject of the signing certificate, as notation writes it; empty where it has none. */
  readonly signer: string;
  readonly issuer: string;
  readonly certificateExpiry: string;
  /** SHA-256 of the DER of the signing certificate, 64 hexadecimal digits in lower case. */
  readonly fingerprint: string;
  readonly metadata: ReadonlyMap<string, string>;
  /** The time of the timestamp authority; undefined without a readable timestamp. */
  readonly timestamp: string | undefined;
  /** Why an existing timestamp cannot be read. */
  readonly timestampNote: string | undefined;
  /** The verification plugin, which notation runs before it knows the signer; undefined: none. */
  readonly verificationPlugin: string | undefined;
  /** The artifact that was signed. */
  readonly signedArtifact: Descriptor;
  /** Whether that is the expected artifact. notation refuses a signature of another artifact. */
  readonly isForSubject: boolean;
}

export type EnvelopeReading =
  { readonly envelope: Envelope } | { readonly refusal: EnvelopeRefusal };

/**
 * Reads a signature envelope strictly, so that notation cannot find another verification plugin,
 * another signer or another artifact in the same bytes. Ambiguous content is refused. No signature is
 * verified.
 *
 * @param content the bytes, whose digest was checked before
 * @param subject the expected artifact
 */
export function readEnvelope(
  content: Buffer,
  mediaType: EnvelopeMediaType,
  subject: Descriptor,
): EnvelopeReading {
  try {
    if (content.length > MAX_ENVELOPE_BYTES) {
      throw new RefusedEnvelopeError('EnvelopeTooLarge', 'it is larger than 4 MiB');
    }
    const isJws = mediaType === 'application/jose+json';
    const parts = isJws ? readJws(content) : readCose(content);
    return { envelope: describe(parts, isJws ? 'JWS' : 'COSE', subject) };
  } catch (error) {
    return { refusal: refusalOf(error) };
  }
}

function describe(parts: EnvelopeParts, format: Envelope['format'], subject: Descriptor): Envelope {
  const { signedAt, expiry, verificationPlugin, timestampToken, signature } = parts;
  const { artifact, metadata } = readPayload(parts.payload);
  const [leaf = Buffer.alloc(0), ...authorities] = parts.certificates;
  const certificate = readSigningCertificate(leaf);
  authorities.forEach(checkAuthority);
  const timestamp =
    timestampToken === undefined ? undefined : readTimestamp(timestampToken, signature);
  return {
    ...{ format, signedAt, expiry, metadata, verificationPlugin },
    signer: certificate.subject,
    issuer: certificate.issuer,
    certificateExpiry: certificate.expiry,
    fingerprint: certificate.fingerprint,
    timestamp: timestamp?.time,
    timestampNote: timestamp?.note,
    signedArtifact: artifact,
    isForSubject: isSameDescriptor(artifact, subject),
  };
}

/**
 * An envelope that makes the reader itself fail is refused too: a user who may push must not be able
 * to end a step.
 */
function refusalOf(error: unknown): EnvelopeRefusal {
  if (error instanceof RefusedEnvelopeError) return { code: error.code, reason: error.message };
  if (error instanceof CborError) {
    return {
      code: 'EnvelopeMalformed',
      reason: `its CBOR cannot be read exactly: ${error.message}`,
    };
  }
  if (error instanceof StrictJsonError) {
    const code = error.problem === 'name' ? 'EnvelopeAmbiguous' : 'EnvelopeMalformed';
    return { code, reason: `its JSON cannot be read exactly: ${error.message}` };
  }
  return { code: 'EnvelopeMalformed', reason: 'it cannot be read' };
}
