import { X509Certificate } from 'node:crypto';

/** OpenSSL knows a certificate by older labels, too. */
const begin = /-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----/g;

/**
 * The certificates of a file: PEM or DER, with one or several. What else a PEM file holds, a
 * private key, a text, is passed over.
 *
 * @returns empty where the content is neither
 */
export function parseCertificates(content: Buffer): X509Certificate[] {
  const blocks = pemBlocks(content.toString('latin1'));
  try {
    if (blocks.length > 0) return blocks.map((block) => new X509Certificate(block));
    return derCertificates(content);
  } catch {
    return [];
  }
}

/** Certificates as a PEM file that holds nothing else. */
export function formatCertificates(certificates: readonly X509Certificate[]): string {
  return certificates.map((one) => one.toString()).join('');
}

/** In one pass: a regular expression would begin anew at each line that is never ended. */
function pemBlocks(text: string): string[] {
  const blocks: string[] = [];
  let end = 0;
  for (const { 1: label = '', index } of text.matchAll(begin)) {
    if (index < end) continue; // within the last one
    const line = `-----END ${label}-----`;
    const to = text.indexOf(line, index);
    if (to < 0) break;
    end = to + line.length;
    blocks.push(text.slice(index, end));
  }
  return blocks;
}

/** One after the other, as notation reads them (notation-core-go: x509/cert.go). */
function derCertificates(content: Buffer): X509Certificate[] {
  const found: X509Certificate[] = [];
  let rest = content;
  do {
    const next = new X509Certificate(rest);
    found.push(next);
    rest = rest.subarray(next.raw.length);
  } while (rest.length > 0);
  return found;
}
