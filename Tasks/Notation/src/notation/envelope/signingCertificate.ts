import { createHash } from 'node:crypto';
import { DER, DerError, type DerWalker, enterDer, readDerTime } from './der';
import { formatName } from './distinguishedName';
import { MAX_CERTIFICATE_BYTES, MAX_PUBLIC_KEY_BYTES, cutForDisplay } from './limits';
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
  const fields = readCertificate(der, 'the signing certificate', readFields);
  return { ...fields, fingerprint: createHash('sha256').update(der).digest('hex') };
}

/**
 * Checks that notation can compute with a certificate of an authority in a short time. Nothing else of the certificate is
 * read.
 *
 * @param der as of `readSigningCertificate`
 * @throws RefusedEnvelopeError as `readSigningCertificate`
 */
export function checkAuthority(der: Buffer): void {
  readCertificate(der, 'a certificate of its chain', (certificate) => {
    for (let count = 0; count < NAMES_AND_VALIDITY; count += 1) certificate.take(DER.sequence);
  });
}

/** Elements between the algorithm of the signature and the public key: issuer, validity and subject (RFC 5280, 4.1). */
const NAMES_AND_VALIDITY = 3;

/** @param readNames reads the names and the validity, up to the public key */
function readCertificate<T>(
  der: Buffer,
  what: string,
  readNames: (certificate: DerWalker) => T,
): T {
  if (der.length > MAX_CERTIFICATE_BYTES) {
    throw new RefusedEnvelopeError('EnvelopeTooLarge', 'a certificate is larger than 64 KiB');
  }
  try {
    const certificate = enterDer(der, DER.sequence).enter(DER.sequence);
    if (certificate.nextTag === VERSION) certificate.take();
    certificate.take(DER.integer);
    certificate.take(DER.sequence);
    const names = readNames(certificate);
    if (certificate.take(DER.sequence).raw.length <= MAX_PUBLIC_KEY_BYTES) return names;
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new RefusedEnvelopeError(
      'CertificateMalformed',
      `${what} cannot be read: ${error.message}`,
    );
  }
  throw new RefusedEnvelopeError(
    'EnvelopeTooLarge',
    'a certificate has a public key of more than 8192 bits',
  );
}

function readFields(certificate: DerWalker): Omit<SigningCertificate, 'fingerprint'> {
  const issuer = cutForDisplay(formatName(certificate.enter(DER.sequence)));
  const validity = certificate.enter(DER.sequence);
  validity.take();
  const expiry = readDerTime(validity.take());
  const subject = cutForDisplay(formatName(certificate.enter(DER.sequence)));
  return { subject, issuer, expiry };
}
