import { createHash } from 'node:crypto';
import { DER, DerError, type DerWalker, enterDer, readDerTime } from './der';
import { formatName } from './distinguishedName';
import { MAX_CERTIFICATE_BYTES, cutForDisplay } from './limits';
import { RefusedEnvelopeError } from './refusal';

/** The fields of a signing certificate. Nothing of it is verified here. */
export interface SigningCertificate {
  /** Its subject as notation writes it, such as `CN=..,O=..,C=..`; empty where it has none. */
  readonly subject: string;
  readonly issuer: string;
  /** The last moment of its validity, such as `2027-11-27T02:27:00Z`. */
  readonly expiry: string;
  /** SHA-256 of its DER, 64 hexadecimal digits in lower case. */
  readonly fingerprint: string;
}

/** The tag byte of the version, which version 1 leaves out (RFC 5280, 4.1). */
const VERSION = 0xa0;

/**
 * Reads the fields of an X.509 certificate that are displayed.
 *
 * @param der the certificate; nothing may follow it
 * @throws RefusedEnvelopeError CertificateMalformed, EnvelopeTooLarge
 */
export function readSigningCertificate(der: Buffer): SigningCertificate {
  if (der.length > MAX_CERTIFICATE_BYTES) {
    throw new RefusedEnvelopeError('EnvelopeTooLarge', 'a certificate is larger than 64 KiB');
  }
  try {
    const fields = readFields(enterDer(der, DER.sequence).enter(DER.sequence));
    return { ...fields, fingerprint: createHash('sha256').update(der).digest('hex') };
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new RefusedEnvelopeError(
      'CertificateMalformed',
      `the signing certificate cannot be read: ${error.message}`,
    );
  }
}

function readFields(certificate: DerWalker): Omit<SigningCertificate, 'fingerprint'> {
  if (certificate.nextTag === VERSION) certificate.take();
  certificate.take(DER.integer);
  certificate.take(DER.sequence);
  const issuer = cutForDisplay(formatName(certificate.enter(DER.sequence)));
  const validity = certificate.enter(DER.sequence);
  validity.take();
  const expiry = readDerTime(validity.take());
  const subject = cutForDisplay(formatName(certificate.enter(DER.sequence)));
  return { subject, issuer, expiry };
}
