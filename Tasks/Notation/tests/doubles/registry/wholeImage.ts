import { sendAs } from './client';
import type { Target } from './client';
import type { Credentials } from './credentials';
import { digestOf, referrersTag } from './digest';
import { type PushedImage, type Pusher, push, pushBlob, pushImage } from './image';
import { type Descriptor, IMAGE_INDEX, IMAGE_MANIFEST, type Manifest } from './manifest';

/** Where an image is pushed to. */
export interface Place {
  readonly target: Target;
  readonly repository: string;
  readonly credentials?: Credentials;
}

/** An entry of an index. */
export type Entry = Descriptor & { platform?: Readonly<Record<string, string>> };

/** An image of several platforms, as BuildKit pushes one. */
export interface WholeImage {
  readonly index: PushedImage;
  /** Of each platform, in the order of the index. */
  readonly platforms: readonly PushedImage[];
  /** What BuildKit says about the build of the first platform. */
  readonly attestation: PushedImage;
}

export const SBOM = 'application/spdx+json';

export const platforms = [
  { os: 'linux', architecture: 'amd64' },
  { os: 'linux', architecture: 'arm64', variant: 'v8' },
] as const;

function pusherOf({ target, repository, credentials }: Place): Pusher {
  return { target, repository, credentials };
}

/** Pushes a manifest under its digest, or under a tag. */
export async function pushManifest(
  place: Place,
  manifest: object,
  { mediaType = IMAGE_INDEX, tag }: { readonly mediaType?: string; readonly tag?: string } = {},
): Promise<PushedImage> {
  const body = JSON.stringify(manifest);
  const digest = digestOf(body);
  const headers = { 'Content-Type': mediaType };
  const { target, repository } = place;
  await push(pusherOf(place), `manifests/${tag ?? digest}`, { method: 'PUT', headers, body });
  const host = typeof target === 'string' ? target : target.host;
  const size = Buffer.byteLength(body);
  return { reference: `${host}/${repository}@${digest}`, digest, mediaType, size };
}

/** What an index lists of an image. */
export function entryOf(
  { mediaType, digest, size }: PushedImage,
  platform?: Readonly<Record<string, string>>,
  annotations?: Record<string, string>,
): Entry {
  return {
    ...{ mediaType, digest, size },
    ...(annotations === undefined ? {} : { annotations }),
    ...(platform === undefined ? {} : { platform }),
  };
}

/** Pushes an index of these entries. */
export function pushIndex(
  place: Place,
  manifests: readonly Entry[],
  options: { readonly mediaType?: string; readonly tag?: string } = {},
): Promise<PushedImage> {
  const { mediaType = IMAGE_INDEX } = options;
  return pushManifest(place, { schemaVersion: 2, mediaType, manifests }, options);
}

/** Pushes images of two platforms with the attestation of one, and the index that lists them. */
export async function pushWholeImage(place: Place, tag = 'v1'): Promise<WholeImage> {
  const { target, repository, credentials } = place;
  const login = credentials === undefined ? {} : { credentials };
  const images: PushedImage[] = [];
  for (const { architecture } of [...platforms, { architecture: 'attestation' }]) {
    images.push(await pushImage(target, repository, `${tag}-${architecture}`, login));
  }
  const [amd64, arm64, attestation] = images;
  if (amd64 === undefined || arm64 === undefined || attestation === undefined) {
    throw new Error('too few images');
  }
  const unknown = { os: 'unknown', architecture: 'unknown' };
  const annotations = {
    'vnd.docker.reference.digest': amd64.digest,
    'vnd.docker.reference.type': 'attestation-manifest',
  };
  const entries = [
    ...[amd64, arm64].map((image, position) => entryOf(image, platforms[position])),
    entryOf(attestation, unknown, annotations),
  ];
  const index = await pushIndex(place, entries, { tag });
  return { index, platforms: [amd64, arm64], attestation };
}

/** What is attached to an image. */
export interface Attachment {
  readonly artifactType?: string;
  readonly content?: string;
  /** The subject that the manifest names, where it is another than the image. */
  readonly subject?: PushedImage;
}

/**
 * Attaches an artifact to an image as oras does: by a subject, and in the referrers tag of the image
 * where the registry does not say that it lists referrers itself.
 */
export async function attachArtifact(
  place: Place,
  image: PushedImage,
  { artifactType = SBOM, content = `{"of":"${image.digest}"}`, subject = image }: Attachment = {},
): Promise<PushedImage> {
  const pusher = pusherOf(place);
  const config = await pushBlob(pusher, 'application/vnd.oci.empty.v1+json', '{}');
  const layer = await pushBlob(pusher, artifactType, content);
  const manifest: Manifest = {
    ...{ schemaVersion: 2, mediaType: IMAGE_MANIFEST, artifactType, config, layers: [layer] },
    subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.size },
  };
  const pushed = await pushManifest(place, manifest, { mediaType: IMAGE_MANIFEST });
  const hasApi = await listsReferrers(place, image.digest);
  if (!hasApi) await addToTag(place, image.digest, { ...descriptorOf(pushed), artifactType });
  return pushed;
}

function descriptorOf({ mediaType, digest, size }: PushedImage): Descriptor {
  return { mediaType, digest, size };
}

async function listsReferrers(place: Place, digest: string): Promise<boolean> {
  const path = `/v2/${place.repository}/referrers/${digest}`;
  const { status } = await sendAs(place.target, path, {}, place.credentials);
  return status === 200;
}

/** Lists a manifest in the referrers tag of a digest, whatever its subject is. */
export async function addToTag(place: Place, digest: string, added: Descriptor): Promise<void> {
  const tag = referrersTag(digest);
  const path = `/v2/${place.repository}/manifests/${tag}`;
  const sent = { headers: { Accept: IMAGE_INDEX } };
  const { status, body } = await sendAs(place.target, path, sent, place.credentials);
  const known = status === 200 ? (JSON.parse(body.toString()) as Manifest).manifests : undefined;
  await pushIndex(place, [...(known ?? []), added], { tag });
}
