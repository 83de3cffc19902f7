import { X509Certificate, createHash } from 'node:crypto';
import { readBounded } from '../files/readBounded';

/** Bytes; certificates of authorities have some two thousand. */
export const MAX_CERTIFICATE_BYTES = 64 * 1024;

/**
 * The certificate that a file holds, PEM or DER, as DER; of several the first.
 *
 * @param file absolute path
 * @throws Error where the file holds none, or is larger than 64 KiB
 */
export function readDer(file: string): Buffer {
  return new X509Certificate(readBounded(file, MAX_CERTIFICATE_BYTES)).raw;
}

/** The fingerprint of DER: its SHA-256, 64 lower-case hexadecimal digits. */
export function fingerprintOf(der: Buffer): string {
  return createHash('sha256').update(der).digest('hex');
}

/** The fingerprint of the certificate in a file, or in words that the file holds none. */
export function fingerprintOfFile(file: string): Promise<string> {
  try {
    return Promise.resolve(fingerprintOf(readDer(file)));
  } catch {
    return Promise.resolve('(it holds no certificate)');
  }
}
