import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { parseReference } from '../../Tasks/Notation/src/artifacts/reference';
import { mayAnchor } from '../../Tasks/Notation/src/trust/anchor';

/** A certificate of a publisher, as the data has it. */
export interface PinnedCertificate {
  readonly kind: 'ca' | 'tsa';
  readonly file: string;
  readonly url: string;
  /** SHA-256 of the DER. */
  readonly fingerprint: string;
  /** Until a person has compared the fingerprint with a record of another origin. */
  readonly unconfirmed?: true;
}

export interface PinnedPublisher {
  readonly registries: readonly string[];
  readonly identities: readonly string[];
  readonly certificates: readonly PinnedCertificate[];
}

/** The content of the task's `data/publishers.json`. */
export interface PublisherData {
  readonly about: string;
  readonly publishers: Readonly<Record<string, PinnedPublisher>>;
}

/** What is to be added. */
export interface Addition {
  /** The data file. */
  readonly target: string;
  readonly name: string;
  readonly registries: readonly string[];
  /** Subjects, with or without `x509.subject:`. */
  readonly identities: readonly string[];
  readonly certificates: readonly Pick<PinnedCertificate, 'kind' | 'url'>[];
  /** Certificates on this machine in place of the served ones, in the same order; empty: they are fetched. */
  readonly files: readonly string[];
}

/** Milliseconds; a certificate has some two thousand bytes. */
const TIMEOUT_MS = 30_000;

/**
 * Adds a publisher to the data, each fingerprint unconfirmed.
 *
 * @returns what is to be told
 * @throws Error of what is missing or not understood, and where the publisher is there with anything else:
 *   then the data is as it was
 */
export async function addPublisher(addition: Addition): Promise<string[]> {
  const { target, name, registries, identities, certificates, files } = addition;
  check(addition);
  const data = JSON.parse(readFileSync(target, 'utf8')) as PublisherData;
  const pinned: PinnedCertificate[] = [];
  for (const [at, { kind, url }] of certificates.entries()) {
    const content = files[at] === undefined ? await fetched(url) : readFileSync(files[at]);
    const fingerprint = read(content, files[at] ?? url);
    const file = `${name}-${kind}-${fingerprint.slice(0, 8)}.crt`;
    if (pinned.some((one) => one.file === file)) throw new Error(`${url} is named twice.`);
    pinned.push({ kind, file, url, fingerprint, unconfirmed: true });
  }
  const subjects = identities.map(
    (one) => `x509.subject: ${one.replace(/^x509\.subject:\s*/, '')}`,
  );
  const publisher = { registries, identities: subjects, certificates: pinned };
  const known = data.publishers[name];
  if (isDeepStrictEqual(known, publisher)) return [`${name} is there already: nothing to do.`];
  if (known !== undefined) {
    throw new Error(
      `${name} is there with other values. Find out why, and change the file by hand.`,
    );
  }
  const publishers = { ...data.publishers, [name]: publisher };
  writeFileSync(target, `${JSON.stringify({ ...data, publishers }, null, 2)}\n`);
  return [
    ...pinned.map((one) => `added, unconfirmed: ${one.fingerprint}  ${one.url}`),
    'Compare each fingerprint with a record of another origin, then remove its "unconfirmed": true',
    '(docs/publishers.md). Run npm run format.',
  ];
}

function check({ name, registries, identities, certificates, files }: Addition): void {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new Error(`'${name}' is no name such as contoso.`);
  for (const kind of ['ca', 'tsa']) {
    if (!certificates.some((one) => one.kind === kind)) throw new Error(`--${kind} is missing.`);
  }
  if (registries.length === 0) throw new Error('--registry is missing.');
  if (identities.length === 0) throw new Error('--identity is missing.');
  for (const registry of registries) {
    const { registry: read, repository } = parseReference(`${registry}/a:a`);
    if (read !== registry.toLowerCase() || repository !== 'a') {
      throw new Error(`'${registry}' is no host in small letters.`);
    }
  }
  for (const identity of identities) {
    const missing = ['C', 'ST', 'O'].find((one) => !new RegExp(`(^|[,:] *)${one}=`).test(identity));
    if (missing !== undefined) throw new Error(`'${identity}' has no ${missing}.`);
  }
  if (files.length > 0 && files.length !== certificates.length) {
    throw new Error('--file is for all certificates or for none, in the order --ca, --tsa.');
  }
}

function read(content: Buffer, from: string): string {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(content);
  } catch (error) {
    throw new Error(`${from} is no certificate.`, { cause: error });
  }
  if (!mayAnchor(certificate)) throw new Error(`${from} is no authority's certificate.`);
  return certificate.fingerprint256.replaceAll(':', '').toLowerCase();
}

async function fetched(url: string): Promise<Buffer> {
  const reply = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    (error: unknown) => {
      throw new Error(`${url} could not be downloaded.`, { cause: error });
    },
  );
  if (!reply.ok) throw new Error(`${url} could not be downloaded: HTTP status ${reply.status}.`);
  return Buffer.from(await reply.arrayBuffer());
}
