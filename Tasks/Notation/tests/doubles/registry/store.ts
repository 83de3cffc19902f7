import { digestOf, isDigest, referrersTag } from './digest';
import { parseManifest, referrerDescriptor, SIGNATURE_TYPE } from './manifest';
import type { Descriptor, StoredManifest } from './manifest';

interface Repository {
  manifests: Map<string, StoredManifest>;
  blobs: Map<string, Buffer>;
  tags: Map<string, string>;
}

/** What the registry holds. Tests look into it, and tamper with it, behind the clients' backs. */
export class Store {
  readonly #repositories = new Map<string, Repository>();

  /** Gives the names of the repositories something was pushed to. */
  repositories(): string[] {
    return [...this.#repositories.keys()];
  }

  /** Gives a repository's manifests by digest. */
  manifests(repository: string): ReadonlyMap<string, StoredManifest> {
    return this.#read(repository).manifests;
  }

  /** Gives a repository's blobs by digest. */
  blobs(repository: string): ReadonlyMap<string, Buffer> {
    return this.#read(repository).blobs;
  }

  /** Gives a repository's tags, each with the digest it points at. */
  tags(repository: string): ReadonlyMap<string, string> {
    return this.#read(repository).tags;
  }

  /** Gives the manifest a tag or digest stands for, if there is one. */
  manifest(repository: string, reference: string): StoredManifest | undefined {
    const { manifests, tags } = this.#read(repository);
    const digest = isDigest(reference) ? reference : tags.get(reference);
    return digest === undefined ? undefined : manifests.get(digest);
  }

  /**
   * Keeps a manifest, under a tag too where one is given: the last writer wins.
   * @throws Error as `parseManifest` does.
   */
  putManifest(repository: string, mediaType: string, body: Buffer, tag?: string): StoredManifest {
    const manifest = parseManifest(body, mediaType);
    const { manifests, tags } = this.#write(repository);
    manifests.set(manifest.digest, manifest);
    if (tag !== undefined) {
      tags.set(tag, manifest.digest);
    }
    return manifest;
  }

  /** Drops a manifest and the tags that point at it, or only a tag. Tells whether there was anything to drop. */
  deleteManifest(repository: string, reference: string): boolean {
    const { manifests, tags } = this.#read(repository);
    if (!isDigest(reference)) {
      return tags.delete(reference);
    }
    for (const [tag, digest] of [...tags]) {
      if (digest === reference) {
        tags.delete(tag);
      }
    }
    return manifests.delete(reference);
  }

  /** Keeps a blob and gives its digest. */
  putBlob(repository: string, bytes: Buffer): string {
    const digest = digestOf(bytes);
    this.#write(repository).blobs.set(digest, bytes);
    return digest;
  }

  /** Drops a blob. Tells whether there was one. */
  deleteBlob(repository: string, digest: string): boolean {
    return this.#read(repository).blobs.delete(digest);
  }

  /** Serves other bytes under a blob's digest, as a lying registry would. */
  replaceBlob(repository: string, digest: string, bytes: Buffer): void {
    this.#write(repository).blobs.set(digest, bytes);
  }

  /** Gives the manifests whose subject is the digest, oldest first: what the Referrers API lists. */
  referrersOf(repository: string, digest: string): Descriptor[] {
    return [...this.manifests(repository).values()]
      .filter(({ content }) => content.subject?.digest === digest)
      .map(referrerDescriptor);
  }

  /** Gives what the index under the digest's referrers tag lists: all that a tag schema client sees. */
  indexedReferrersOf(repository: string, digest: string): Descriptor[] {
    return this.manifest(repository, referrersTag(digest))?.content.manifests ?? [];
  }

  /** Gives the digests of the stored signatures of an artifact, whether or not an index lists them. */
  signaturesOf(repository: string, digest: string): string[] {
    return signatures(this.referrersOf(repository, digest));
  }

  /** Gives the digests of the signatures that the artifact's referrers tag lists. */
  indexedSignaturesOf(repository: string, digest: string): string[] {
    return signatures(this.indexedReferrersOf(repository, digest));
  }

  /** Drops everything. */
  clear(): void {
    this.#repositories.clear();
  }

  #read(name: string): Repository {
    return this.#repositories.get(name) ?? emptyRepository();
  }

  #write(name: string): Repository {
    const repository = this.#read(name);
    this.#repositories.set(name, repository);
    return repository;
  }
}

function emptyRepository(): Repository {
  return { manifests: new Map(), blobs: new Map(), tags: new Map() };
}

function signatures(descriptors: Descriptor[]): string[] {
  return descriptors
    .filter(({ artifactType }) => artifactType === SIGNATURE_TYPE)
    .map(({ digest }) => digest);
}
