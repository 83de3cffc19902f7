import { createHash, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { BasicAuth } from './server';

/** What is pushed, and as whom. */
export interface PushOptions {
  readonly auth?: BasicAuth;
  /** Text that goes into the image: the same text gives the same digest. Unique by default. */
  readonly content?: string;
}

/** A pushed image. */
export interface Image {
  /** `host/repository@sha256:…` */
  readonly reference: string;
  readonly digest: string;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const configType = 'application/vnd.oci.image.config.v1+json';
const layerType = 'application/vnd.oci.image.layer.v1.tar+gzip';

function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Node 18 tries `localhost` as ::1 only, where the loopback registries do not listen. */
function baseUrl(host: string): string {
  return `http://${host.replace(/^localhost(?=:|$)/, '127.0.0.1')}`;
}

class Pusher {
  private readonly repository: string;
  private readonly headers: Record<string, string>;

  constructor(host: string, repository: string, auth: BasicAuth | undefined) {
    this.repository = `${baseUrl(host)}/v2/${repository}`;
    const login = auth && Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
    this.headers = login === undefined ? {} : { authorization: `Basic ${login}` };
  }

  private async send(method: string, url: string, type?: string, body?: Buffer): Promise<Response> {
    const response = await fetch(url, {
      method,
      headers: { ...this.headers, ...(type === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${url} answered ${response.status}: ${text}`);
    }
    return response;
  }

  async blob(bytes: Buffer, mediaType: string): Promise<Descriptor> {
    const digest = sha256(bytes);
    const start = `${this.repository}/blobs/uploads/`;
    const location = (await this.send('POST', start)).headers.get('location');
    if (location === null) {
      throw new Error(`POST ${start} gave no Location to upload to`);
    }
    // A registry may answer with the name it was not asked by; the upload is on the same server.
    const { pathname, search } = new URL(location, start);
    const upload = new URL(pathname + search, start);
    upload.searchParams.set('digest', digest);
    await this.send('PUT', upload.href, 'application/octet-stream', bytes);
    return { mediaType, digest, size: bytes.length };
  }

  async manifest(bytes: Buffer, tag: string): Promise<void> {
    await this.send('PUT', `${this.repository}/manifests/${tag}`, manifestType, bytes);
  }
}

/**
 * Pushes a small OCI image by plain HTTP to any registry, with Basic authentication on demand.
 * @throws when the registry refuses a request, with its answer
 */
export async function pushImage(
  host: string,
  repository: string,
  tag: string,
  options: PushOptions = {},
): Promise<Image> {
  const { auth, content = randomUUID() } = options;
  const pusher = new Pusher(host, repository, auth);
  const layer = await pusher.blob(gzipSync(Buffer.from(content)), layerType);
  const configuration = {
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [sha256(Buffer.from(content))] },
  };
  const config = await pusher.blob(Buffer.from(JSON.stringify(configuration)), configType);
  const manifest = { schemaVersion: 2, mediaType: manifestType, config, layers: [layer] };
  const bytes = Buffer.from(JSON.stringify(manifest));
  await pusher.manifest(bytes, tag);
  const digest = sha256(bytes);
  return { reference: `${host}/${repository}@${digest}`, digest };
}
