import { answerDelete } from './abilities';
import { refusal, unsupported } from './answer';
import { digestOf, isDigest } from './digest';
import { parseManifest } from './manifest';
import type { Abilities } from './abilities';
import type { Answer } from './answer';
import type { ContentEndpoint } from './endpoint';
import type { Manifest, StoredManifest } from './manifest';
import type { RegistryRequest } from './request';
import type { Store } from './store';

/** `<reference>` as a tag (OCI distribution spec 1.1, "Pulling manifests"). */
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/** Answers HEAD, GET, PUT and DELETE of a manifest (OCI distribution spec 1.1, end-3, end-7 and end-9). */
export function answerManifest(
  request: RegistryRequest,
  endpoint: ContentEndpoint,
  store: Store,
  abilities: Abilities,
): Answer {
  const { repository, reference } = endpoint;
  if (!isDigest(reference) && !TAG.test(reference)) {
    return refusal(400, 'DIGEST_INVALID', 'neither a tag nor a sha256 digest');
  }
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return getManifest(store.manifest(repository, reference));
    case 'PUT':
      return putManifest(request, endpoint, store, abilities);
    case 'DELETE':
      return answerDelete(
        abilities,
        () => store.deleteManifest(repository, reference),
        'MANIFEST_UNKNOWN',
      );
    default:
      return unsupported();
  }
}

function getManifest(stored: StoredManifest | undefined): Answer {
  if (stored === undefined) {
    return refusal(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
  }
  const headers = { 'Content-Type': stored.mediaType, 'Docker-Content-Digest': stored.digest };
  return { status: 200, headers, body: stored.body };
}

function putManifest(
  request: RegistryRequest,
  { repository, reference }: ContentEndpoint,
  store: Store,
  abilities: Abilities,
): Answer {
  const mediaType = request.headers['content-type'] ?? '';
  if (isDigest(reference) && digestOf(request.body) !== reference) {
    return refusal(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
  }
  let manifest: Manifest;
  try {
    manifest = parseManifest(request.body, mediaType).content;
  } catch (error) {
    return refusal(400, 'MANIFEST_INVALID', `manifest invalid: ${String(error)}`);
  }
  const missing = missingBlob(manifest, store, repository);
  if (missing !== undefined) {
    return refusal(400, 'MANIFEST_BLOB_UNKNOWN', `blob unknown to registry: ${missing}`);
  }
  const tag = isDigest(reference) ? undefined : reference;
  const { digest } = store.putManifest(repository, mediaType, request.body, tag);
  const { subject } = manifest;
  return {
    status: 201,
    headers: {
      Location: `${request.url.origin}/v2/${repository}/manifests/${digest}`,
      'Docker-Content-Digest': digest,
      // Without this header a client must keep the referrers tag (end-7, "Pushing Manifests with Subject").
      ...(subject !== undefined && abilities.referrersApi ? { 'OCI-Subject': subject.digest } : {}),
    },
  };
}

/** Gives the digest of a blob the manifest needs and the repository lacks. An index may name absent manifests. */
function missingBlob(manifest: Manifest, store: Store, repository: string): string | undefined {
  const { config, layers = [] } = manifest;
  const needed = config === undefined ? layers : [config, ...layers];
  return needed.find(({ digest }) => !store.blobs(repository).has(digest))?.digest;
}
