import type { X509Certificate } from 'node:crypto';

/** The object identifier of the extension basic constraints, 2.5.29.19, in DER. */
const BASIC_CONSTRAINTS = Buffer.from('0603551d13', 'hex');
/** The extension's value where it says that the certificate is an authority's. */
const authorityValue = /^(?:0101ff)?04..30..0101ff/;

/**
 * Whether notation may take a certificate into a trust store: an authority's, or one that its own key
 * has signed (notation-go: verifier/truststore). True where this cannot be told.
 */
export function mayAnchor(certificate: X509Certificate): boolean {
  return certificate.ca || namesAuthority(certificate.raw) || isSignedByItself(certificate);
}

/** OpenSSL calls an authority only what may also sign certificates; notation does not ask for that. */
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
    return true; // a key of a kind that this Node does not know
  }
}
