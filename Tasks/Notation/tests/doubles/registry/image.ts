import { randomUUID } from 'node:crypto';
import { hostOf, sendAs } from './client';
import { digestOf } from './digest';
import { DOCKER_LIST, DOCKER_MANIFEST, IMAGE_INDEX, IMAGE_MANIFEST } from './manifest';
import type { Received, Sent, Target } from './client';
import type { Credentials } from './credentials';
import type { Descriptor } from './manifest';

export interface ImageOptions {
  credentials?: Credentials;
  /** Further tags for the same image. */
  tags?: readonly string[];
  /** What makes the image itself: the same content gives the same digest. Unique unless given. */
  content?: string;
  /** The media types of Docker (image manifest version 2, schema 2) in place of those of OCI. */
  docker?: boolean;
}

export interface PushedImage {
  /** `localhost:<port>/<repository>@sha256:…` */
  reference: string;
  digest: string;
  mediaType: string;
  size: number;
}

/**
 * Pushes a small image (OCI image spec 1.1) to a registry on the loopback interface, and tags it. Its layer is no real
 * archive: signing looks at the manifest alone.
 * @throws Error when the registry refuses a part of it.
 */
export async function pushImage(
  target: Target,
  repository: string,
  tag: string,
  options: ImageOptions = {},
): Promise<PushedImage> {
  const { credentials, tags = [], content = randomUUID(), docker = false } = options;
  const pusher = { target, repository, credentials };
  const types = docker ? DOCKER_TYPES : OCI_TYPES;
  const layer = await pushBlob(pusher, types.layer, content);
  const settings = {
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
  };
  const config = await pushBlob(pusher, types.config, JSON.stringify(settings));
  return pushManifest(pusher, [tag, ...tags], types.manifest, { config, layers: [layer] });
}

/** Pushes an image index, or Docker's manifest list, of two images that it pushes too. @throws as `pushImage` */
export async function pushIndex(
  target: Target,
  repository: string,
  tag: string,
  options: Pick<ImageOptions, 'credentials' | 'docker'> = {},
): Promise<PushedImage> {
  const { credentials, docker = false } = options;
  const manifests = [];
  for (const architecture of ['amd64', 'arm64']) {
    const image = await pushImage(target, repository, `${tag}-${architecture}`, options);
    const { mediaType, digest, size } = image;
    manifests.push({ mediaType, digest, size, platform: { architecture, os: 'linux' } });
  }
  const type = docker ? DOCKER_LIST : IMAGE_INDEX;
  return pushManifest({ target, repository, credentials }, [tag], type, { manifests });
}

const OCI_TYPES = {
  manifest: IMAGE_MANIFEST,
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
};
const DOCKER_TYPES = {
  manifest: DOCKER_MANIFEST,
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
};

async function pushManifest(
  pusher: Pusher,
  tags: readonly string[],
  mediaType: string,
  content: object,
): Promise<PushedImage> {
  const body = JSON.stringify({ schemaVersion: 2, mediaType, ...content });
  for (const name of tags) {
    const headers = { 'Content-Type': mediaType };
    await push(pusher, `manifests/${name}`, { method: 'PUT', headers, body });
  }
  const digest = digestOf(body);
  const reference = `${hostOf(pusher.target)}/${pusher.repository}@${digest}`;
  return { reference, digest, mediaType, size: Buffer.byteLength(body) };
}

/** Who pushes, and where to. */
export interface Pusher {
  target: Target;
  repository: string;
  credentials: Credentials | undefined;
}

/** Pushes a blob. @throws Error when the registry refuses it */
export async function pushBlob(
  pusher: Pusher,
  mediaType: string,
  content: string,
): Promise<Descriptor> {
  const digest = digestOf(content);
  const started = await push(pusher, 'blobs/uploads/', { method: 'POST' });
  const origin = `http://${hostOf(pusher.target)}`;
  const location = new URL(started.headers.location ?? '', origin);
  location.searchParams.set('digest', digest);
  const headers = { 'Content-Type': 'application/octet-stream' };
  const path = location.pathname + location.search;
  await accepted(pusher, path, { method: 'PUT', headers, body: content });
  return { mediaType, digest, size: Buffer.byteLength(content) };
}

/** Sends something to a repository. @throws Error when the registry refuses it */
export function push(pusher: Pusher, what: string, sent: Sent): Promise<Received> {
  return accepted(pusher, `/v2/${pusher.repository}/${what}`, sent);
}

async function accepted(pusher: Pusher, path: string, sent: Sent): Promise<Received> {
  const answer = await sendAs(pusher.target, path, sent, pusher.credentials);
  if (answer.status < 200 || answer.status > 299) {
    const { method = 'GET' } = sent;
    throw new Error(`${method} ${path}: ${answer.status} ${answer.body.toString('utf8')}`);
  }
  return answer;
}
