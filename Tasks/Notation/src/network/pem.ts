import { X509Certificate } from 'node:crypto';

/**
 * A certificate block as Go reads it from a file of roots (crypto/x509: AppendCertsFromPEM): it starts
 * at the beginning of a line and has no headers.
 */
const block =
  /^-----BEGIN CERTIFICATE-----[ \t]*\r?\n([A-Za-z0-9+/=\s]*?)-----END CERTIFICATE-----[ \t\r]*$/gm;

/**
 * Reads the certificates of a PEM text, each as base64 without line breaks.
 *
 * @param text may contain other text between the certificates
 */
export function readPemContents(text: string): string[] {
  return [...text.matchAll(block)].map(([, base64 = '']) => base64.replace(/\s+/g, ''));
}

/** Formats a DER certificate as PEM. Returns nothing for invalid bytes: Node would refuse the whole list. */
export function derToPem(der: Buffer): string[] {
  try {
    return [new X509Certificate(der).toString()];
  } catch {
    return [];
  }
}
