/** Media types of manifests (OCI image specification 1.1). */
export const IMAGE_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const IMAGE_INDEX = 'application/vnd.oci.image.index.v1+json';
/** Docker image manifest version 2, schema 2. */
export const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
/** The artifact manifest of release candidates of OCI 1.1, in which notation 1.0 release candidates kept signatures. */
export const ARTIFACT_MANIFEST = 'application/vnd.oci.artifact.manifest.v1+json';
/** The artifact type of signatures (Notary Project signature specification 1.0, storage). */
export const SIGNATURE_ARTIFACT_TYPE = 'application/vnd.cncf.notary.signature';
