import type { Workspace } from '../notation/workspace';
import { getPublisherCertificate } from '../releases/publisherCertificate';
import { type TrustedPublisher, publisherTrust } from '../trust/publisherTrust';
import type { Trust } from '../trust/stage';
import type { CoveringPublisher } from './trust';

/**
 * The trust made for publishers, with their certificates from the cache or downloaded.
 *
 * @throws TaskError DownloadFailed, FingerprintMismatch, ProxyMalformed
 */
export async function fetchPublisherTrust(
  publishers: readonly CoveringPublisher[],
  workspace: Workspace,
): Promise<Trust> {
  const trusted: TrustedPublisher[] = [];
  for (const { publisher, scopes } of publishers) {
    const certificates = [];
    for (const certificate of publisher.certificates) {
      const der = await getPublisherCertificate(certificate, workspace.root);
      certificates.push({ kind: certificate.kind, file: certificate.file, der });
    }
    const { name, identities } = publisher;
    trusted.push({ name, identities, scopes, certificates });
  }
  return publisherTrust(trusted);
}
