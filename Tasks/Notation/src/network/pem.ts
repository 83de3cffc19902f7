import { X509Certificate } from 'node:crypto';

/**
 * A block of a certificate as Go takes it from a file of roots (crypto/x509: AppendCertsFromPEM): its first line begins
 * a line, and no headers stand in it.
 */
const block =
  /^-----BEGIN CERTIFICATE-----[ \t]*\r?\n([A-Za-z0-9+/=\s]*?)-----END CERTIFICATE-----[ \t\r]*$/gm;

/**
 * The contents of the certificates of a text in PEM format, in base64 without line breaks.
 *
 * @param text may hold anything beside them
 */
export function readPemContents(text: string): string[] {
  return [...text.matchAll(block)].map(([, base64 = '']) => base64.replace(/\s+/g, ''));
}

/** A certificate in DER format as PEM; nothing where it is none, for one of them would spoil all. */
export function derToPem(der: Buffer): string[] {
  try {
    return [new X509Certificate(der).toString()];
  } catch {
    return [];
  }
}
