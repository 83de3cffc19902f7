/** Media types of manifests (OCI image specification 1.1; Docker image manifest version 2, schema 2). */
export const IMAGE_INDEX = 'application/vnd.oci.image.index.v1+json';
export const IMAGE_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';

/** The artifact manifest of OCI's release candidates, in which notation 1.0 may have stored signatures. */
export const ARTIFACT_MANIFEST = 'application/vnd.oci.artifact.manifest.v1+json';

/** What an artifact that is signed may be. */
export const SUBJECT_TYPES: readonly string[] = [
  IMAGE_MANIFEST,
  IMAGE_INDEX,
  DOCKER_MANIFEST,
  DOCKER_LIST,
  ARTIFACT_MANIFEST,
];

/** The media type of a header Content-Type, in lower case and without parameters. */
export function mediaTypeOf(contentType: string | undefined): string {
  return (contentType ?? '').replace(/;.*$/, '').trim().toLowerCase();
}
