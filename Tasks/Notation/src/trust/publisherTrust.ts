import { X509Certificate } from 'node:crypto';
import { parseTrustPolicy, type TrustPolicy } from './policy';
import type { Trust } from './stage';
import type { StoreKind, TrustStore } from './store';

/** A publisher whose signatures are demanded. */
export interface TrustedPublisher {
  readonly name: string;
  /** `x509.subject: …` each. */
  readonly identities: readonly string[];
  /** The step's repositories in the publisher's registries, `<registry>/<repository>`. */
  readonly scopes: readonly string[];
  readonly certificates: readonly PublisherRoot[];
}

/** An authority that a publisher's signatures or timestamps lead back to. */
export interface PublisherRoot {
  readonly kind: StoreKind;
  /** Its file name, for messages and in the trust store. */
  readonly file: string;
  readonly der: Buffer;
}

/**
 * A trust made for publishers: a statement each, at the level strict, with stores of its own. The trust
 * is staged in a directory of its own, too: no store of a user can take the place of one.
 */
export function publisherTrust(publishers: readonly TrustedPublisher[]): Trust {
  return { policy: policyOf(publishers), stores: publishers.flatMap(storesOf) };
}

function policyOf(publishers: readonly TrustedPublisher[]): TrustPolicy {
  const trustPolicies = publishers.map((publisher) => ({
    name: nameOf(publisher),
    registryScopes: [...new Set(publisher.scopes)],
    signatureVerification: { level: 'strict' },
    trustStores: storesOf(publisher).map(({ kind, name }) => `${kind}:${name}`),
    trustedIdentities: publisher.identities,
  }));
  const text = `${JSON.stringify({ version: '1.0', trustPolicies }, null, 2)}\n`;
  return parseTrustPolicy('trustedPublishers', text);
}

function storesOf(publisher: TrustedPublisher): TrustStore[] {
  const kinds = [...new Set(publisher.certificates.map(({ kind }) => kind))];
  return kinds.map((kind) => {
    const roots = publisher.certificates.filter((one) => one.kind === kind);
    const files = roots.map(({ file, der }) => {
      return { path: file, certificates: [new X509Certificate(der)], staged: der };
    });
    const name = nameOf(publisher);
    return { kind, name, folder: `x509/${kind}/${name}`, files, leftOut: [] };
  });
}

function nameOf({ name }: TrustedPublisher): string {
  return `publisher-${name}`;
}
