import { digestOf } from './digest';

export const IMAGE_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const IMAGE_INDEX = 'application/vnd.oci.image.index.v1+json';
export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
export const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';

/** The artifact type of Notary Project signatures (Notary Project signature specification 1.0). */
export const SIGNATURE_TYPE = 'application/vnd.cncf.notary.signature';

/** What points at content (OCI image spec 1.1, descriptor). */
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  artifactType?: string;
  annotations?: Record<string, string>;
}

/** The fields of image manifests and indexes that a registry looks at. */
export interface Manifest {
  schemaVersion?: number;
  mediaType?: string;
  artifactType?: string;
  config?: Descriptor;
  layers?: Descriptor[];
  manifests?: Descriptor[];
  subject?: Descriptor;
  annotations?: Record<string, string>;
}

/** A manifest as it was pushed, byte for byte, and what it says. */
export interface StoredManifest {
  digest: string;
  mediaType: string;
  body: Buffer;
  content: Manifest;
}

/**
 * Reads a pushed manifest.
 * @throws Error when the body is not a JSON object, or names another media type than it was pushed with.
 */
export function parseManifest(body: Buffer, mediaType: string): StoredManifest {
  const content: unknown = JSON.parse(body.toString('utf8'));
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new Error('the manifest is not a JSON object');
  }
  const manifest = content as Manifest;
  if (manifest.mediaType !== undefined && manifest.mediaType !== mediaType) {
    throw new Error(`the manifest says ${manifest.mediaType}, the request ${mediaType}`);
  }
  return { digest: digestOf(body), mediaType, body, content: manifest };
}

/** Gives what a referrers list says about a manifest (OCI distribution spec 1.1, "Listing Referrers"). */
export function referrerDescriptor(stored: StoredManifest): Descriptor {
  const { artifactType, config, annotations } = stored.content;
  const type = artifactType ?? config?.mediaType;
  return {
    mediaType: stored.mediaType,
    digest: stored.digest,
    size: stored.body.length,
    ...(type === undefined ? {} : { artifactType: type }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}
