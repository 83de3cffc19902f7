import { referrersTag } from './digest';
import { IMAGE_INDEX, referrerDescriptor } from './manifest';
import type { Descriptor, Manifest, StoredManifest } from './manifest';
import type { Store } from './store';

/**
 * Attaches a copy of a signature to another artifact of the repository, for every client to find.
 * @returns the digest of the copy.
 * @throws Error when the signature or the artifact is not in the store.
 */
export function copySignature(
  store: Store,
  repository: string,
  signature: string,
  toArtifact: string,
): string {
  const { content, mediaType } = stored(store, repository, signature);
  const artifact = stored(store, repository, toArtifact);
  const subject: Descriptor = {
    mediaType: artifact.mediaType,
    digest: artifact.digest,
    size: artifact.body.length,
  };
  return attach(store, repository, mediaType, { ...content, subject }, subject.digest).digest;
}

/**
 * Puts a signature with a changed envelope in a signature's place: every digest is right, only the envelope is not.
 * @returns the digest of the new signature.
 * @throws Error when the signature is not in the store, or is no signature of an artifact.
 */
export function corruptSignature(
  store: Store,
  repository: string,
  signature: string,
  change: (envelope: Buffer) => Buffer = spoil,
): string {
  const { content, mediaType } = stored(store, repository, signature);
  const [layer] = content.layers ?? [];
  const envelope = store.blobs(repository).get(layer?.digest ?? '');
  if (layer === undefined || envelope === undefined || content.subject === undefined) {
    throw new Error(`${signature} is not a signature of an artifact`);
  }
  const changed = change(Buffer.from(envelope));
  const digest = store.putBlob(repository, changed);
  const layers = [{ ...layer, digest, size: changed.length }];
  const { subject } = content;
  store.deleteManifest(repository, signature);
  const corrupted = { ...content, layers };
  return attach(store, repository, mediaType, corrupted, subject.digest, signature).digest;
}

/**
 * Has a signature listed after all others of its artifact.
 * @throws Error when the signature is not in the store, or is no signature of an artifact.
 */
export function listLast(store: Store, repository: string, signature: string): void {
  const { content, mediaType } = stored(store, repository, signature);
  if (content.subject === undefined) throw new Error(`${signature} is not a signature`);
  store.deleteManifest(repository, signature);
  attach(store, repository, mediaType, content, content.subject.digest, signature);
}

/** Stores a manifest and lists it in its subject's referrers tag, in the place of `replaced` where that is listed. */
export function attach(
  store: Store,
  repository: string,
  mediaType: string,
  manifest: Manifest,
  subject: string,
  replaced?: string,
): StoredManifest {
  const body = Buffer.from(JSON.stringify(manifest));
  const attached = store.putManifest(repository, mediaType, body);
  const listed = store.indexedReferrersOf(repository, subject);
  const manifests = listed.filter(
    ({ digest }) => digest !== replaced && digest !== attached.digest,
  );
  manifests.push(referrerDescriptor(attached));
  const index = JSON.stringify({ schemaVersion: 2, mediaType: IMAGE_INDEX, manifests });
  store.putManifest(repository, IMAGE_INDEX, Buffer.from(index), referrersTag(subject));
  return attached;
}

function stored(store: Store, repository: string, digest: string): StoredManifest {
  const manifest = store.manifest(repository, digest);
  if (manifest === undefined) {
    throw new Error(`${digest} is not in ${repository}`);
  }
  return manifest;
}

/** Spoils the signature value and leaves the envelope well formed. */
function spoil(envelope: Buffer): Buffer {
  if (envelope[0] === '{'.charCodeAt(0)) {
    const jws = JSON.parse(envelope.toString('utf8')) as { signature: string };
    const first = jws.signature.startsWith('A') ? 'B' : 'A';
    return Buffer.from(JSON.stringify({ ...jws, signature: first + jws.signature.slice(1) }));
  }
  // The signature is the last element of a COSE_Sign1 (RFC 9052, 4.2).
  const last = envelope.length - 1;
  envelope.writeUInt8(envelope.readUInt8(last) ^ 1, last);
  return envelope;
}
