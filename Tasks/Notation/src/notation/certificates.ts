import { X509Certificate } from 'node:crypto';

const pemBlock = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/**
 * The certificates of a file: PEM, with one or several, or DER.
 *
 * @returns empty where the content is neither
 */
export function parseCertificates(content: Buffer): X509Certificate[] {
  const blocks = content.toString('latin1').match(pemBlock);
  try {
    if (blocks !== null) return blocks.map((block) => new X509Certificate(block));
    return [new X509Certificate(content)];
  } catch {
    return [];
  }
}
