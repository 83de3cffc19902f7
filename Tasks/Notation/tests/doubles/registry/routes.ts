import { json, refusal, unsupported } from './answer';
import { answerBlob } from './blobs';
import { isRepositoryName } from './endpoint';
import { answerManifest } from './manifests';
import { answerReferrers } from './referrers';
import { answerTags } from './tags';
import type { Abilities } from './abilities';
import type { Answer } from './answer';
import type { RegistryRequest } from './request';
import type { Store } from './store';
import type { Uploads } from './uploads';

/** What the answers are made from. */
export interface RegistryState {
  store: Store;
  uploads: Uploads;
  abilities: Abilities;
}

/** Answers a request that was let in, by the OCI distribution spec 1.1. */
export function answerContent(request: RegistryRequest, site: RegistryState): Answer {
  const { endpoint, method } = request;
  const { store, uploads, abilities } = site;
  if ('repository' in endpoint && !isRepositoryName(endpoint.repository)) {
    return refusal(400, 'NAME_INVALID', 'invalid repository name');
  }
  switch (endpoint.kind) {
    case 'ping':
      return method === 'GET' || method === 'HEAD' ? json(200, {}) : unsupported();
    case 'manifest':
      return answerManifest(request, endpoint, store, abilities);
    case 'blob':
      return answerBlob(request, endpoint, store, abilities);
    case 'upload':
      return uploads.answer(request, endpoint);
    case 'referrers':
      return answerReferrers(request, endpoint, store, abilities);
    case 'tags':
      return answerTags(request, endpoint.repository, store);
    case 'token':
    case 'exchange':
    case 'other':
      return refusal(404, 'UNSUPPORTED', 'no such endpoint');
  }
}
