import { randomUUID } from 'node:crypto';
import { hostOf, sendAs } from './client';
import { digestOf } from './digest';
import { IMAGE_MANIFEST } from './manifest';
import type { Received, Sent, Target } from './client';
import type { Credentials } from './credentials';
import type { Descriptor } from './manifest';

export interface ImageOptions {
  credentials?: Credentials;
  /** Further tags for the same image. */
  tags?: readonly string[];
  /** What makes the image itself: the same content gives the same digest. Unique unless given. */
  content?: string;
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
  const { credentials, tags = [], content = randomUUID() } = options;
  const pusher = { target, repository, credentials };
  const layer = await pushBlob(pusher, 'application/vnd.oci.image.layer.v1.tar', content);
  const settings = {
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
  };
  const type = 'application/vnd.oci.image.config.v1+json';
  const config = await pushBlob(pusher, type, JSON.stringify(settings));
  const manifest = { schemaVersion: 2, mediaType: IMAGE_MANIFEST, config, layers: [layer] };
  const body = JSON.stringify(manifest);
  for (const name of [tag, ...tags]) {
    const headers = { 'Content-Type': IMAGE_MANIFEST };
    await push(pusher, `manifests/${name}`, { method: 'PUT', headers, body });
  }
  const digest = digestOf(body);
  const reference = `${hostOf(target)}/${repository}@${digest}`;
  return { reference, digest, mediaType: IMAGE_MANIFEST, size: Buffer.byteLength(body) };
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
