import { logMessage } from '../agent/log';
import { TaskError } from '../errors';
import { getFromCache } from './archiveCache';
import { DOWNLOAD_BOUNDS } from './download';
import { MAX_CERTIFICATE_BYTES, fingerprintOf, fingerprintOfFile, readDer } from './fingerprint';
import type { PublisherCertificate } from './publishers';

const CERTIFICATE_BOUNDS = {
  ...DOWNLOAD_BOUNDS,
  maxBytes: MAX_CERTIFICATE_BYTES,
  totalTimeoutMs: 2 * 60_000,
};

/**
 * A certificate of a publisher, from the cache or downloaded, held to its pinned fingerprint. What else
 * its file may hold is left out.
 *
 * @param directory private to the step
 * @returns the certificate as DER
 * @throws TaskError of the download; FingerprintMismatch
 */
export async function getPublisherCertificate(
  { url, fingerprint, file, unconfirmed }: PublisherCertificate,
  directory: string,
): Promise<Buffer> {
  if (unconfirmed === true) logMessage('Notice_FingerprintUnconfirmed', file);
  const copy = await getFromCache({ url, file, checksum: fingerprint }, directory, {
    bounds: CERTIFICATE_BOUNDS,
    digestOf: fingerprintOfFile,
    mismatch: 'FingerprintMismatch',
  });
  const der = readDer(copy);
  const actual = fingerprintOf(der);
  if (actual !== fingerprint)
    throw new TaskError('FingerprintMismatch', [file, actual, fingerprint]);
  return der;
}
