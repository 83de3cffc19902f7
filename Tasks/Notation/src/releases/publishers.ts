import { readFileSync } from 'node:fs';
import { taskFile } from '../agent/taskDirectory';
import { TaskError } from '../errors';
import { addressAt } from './mirror';

/** A certificate of a publisher, and where it is served. */
export interface PublisherCertificate {
  /** The kind of trust store that it belongs into. */
  readonly kind: 'ca' | 'tsa';
  /** The name that the certificate has in the cache and in the trust store. */
  readonly file: string;
  /** At the publisher's host, or at the mirror of the step. */
  readonly url: string;
  /** SHA-256 of the certificate's DER, 64 lower-case hexadecimal digits. */
  readonly fingerprint: string;
  /** Until a person has compared the fingerprint with a record of another origin (docs/publishers.md). */
  readonly unconfirmed?: true;
}

/** Who signs what a public registry serves. */
export interface Publisher {
  readonly name: string;
  /** Hosts, in small letters: the publisher is trusted for repositories of these alone. */
  readonly registries: readonly string[];
  /** `x509.subject: …` each. */
  readonly identities: readonly string[];
  readonly certificates: readonly PublisherCertificate[];
}

interface PublisherFile {
  readonly publishers: Readonly<Record<string, Omit<Publisher, 'name'>>>;
}

/**
 * The publishers of these names, as `data/publishers.json` has them.
 *
 * @param names in any case of letters; one that is named twice counts once
 * @param mirror takes the place of the hosts that serve the certificates; undefined: none
 * @throws TaskError PublisherUnknown, listing the known ones
 */
export function findPublishers(names: readonly string[], mirror: string | undefined): Publisher[] {
  const { publishers } = JSON.parse(
    readFileSync(taskFile('data', 'publishers.json'), 'utf8'),
  ) as PublisherFile;
  const known = new Map(Object.entries(publishers));
  return [...new Set(names.map((name) => name.toLowerCase()))].map((name) => {
    const found = known.get(name);
    if (found === undefined)
      throw new TaskError('PublisherUnknown', [name, [...known.keys()].join(', ')]);
    const certificates = found.certificates.map((certificate) => ({
      ...certificate,
      url: addressAt(new URL(certificate.url), mirror),
    }));
    return { ...found, name, certificates };
  });
}
