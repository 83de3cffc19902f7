import { answerDelete } from './abilities';
import { refusal, unsupported } from './answer';
import type { Abilities } from './abilities';
import type { Answer } from './answer';
import type { ContentEndpoint } from './endpoint';
import type { RegistryRequest } from './request';
import type { Store } from './store';

/** Answers HEAD, GET and DELETE of a blob (OCI distribution spec 1.1, end-2 and end-10). */
export function answerBlob(
  { method }: RegistryRequest,
  { repository, reference: digest }: ContentEndpoint,
  store: Store,
  abilities: Abilities,
): Answer {
  if (method === 'DELETE') {
    return answerDelete(abilities, () => store.deleteBlob(repository, digest), 'BLOB_UNKNOWN');
  }
  if (method !== 'GET' && method !== 'HEAD') {
    return unsupported();
  }
  const blob = store.blobs(repository).get(digest);
  if (blob === undefined) {
    return refusal(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
  }
  const headers = { 'Content-Type': 'application/octet-stream', 'Docker-Content-Digest': digest };
  return { status: 200, headers, body: blob };
}
