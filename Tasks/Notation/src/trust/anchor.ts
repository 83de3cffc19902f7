import type { X509Certificate } from 'node:crypto';

/** The object identifier of the basic constraints extension, 2.5.29.19, in DER. */
const BASIC_CONSTRAINTS = Buffer.from('0603551d13', 'hex');
/** The value of the extension in a certificate of an authority. */
const authorityValue = /^(?:0101ff)?04..30..0101ff/;

/**
 * Whether notation accepts a certificate in a trust store: the certificate of an authority, or a self-
 * signed one (notation-go: verifier/truststore). True where the answer is unknown.
 */
export function mayAnchor(certificate: X509Certificate): boolean {
  return certificate.ca || namesAuthority(certificate.raw) || isSignedByItself(certificate);
}

/** OpenSSL also requires the key usage for signing certificates; notation does not. */
function namesAuthority(der: Buffer): boolean {
  const at = der.indexOf(BASIC_CONSTRAINTS);
  if (at < 0) return false;
  const value = der.subarray(at + BASIC_CONSTRAINTS.length).subarray(0, 10);
  return authorityValue.test(value.toString('hex'));
}

function isSignedByItself(certificate: X509Certificate): boolean {
  try {
    return certificate.verify(certificate.publicKey);
  } catch {
    return true; // this version of Node does not know the key type
  }
}
