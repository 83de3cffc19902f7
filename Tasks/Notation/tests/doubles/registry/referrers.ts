import { json, refusal, unsupported } from './answer';
import { isDigest } from './digest';
import { IMAGE_INDEX } from './manifest';
import type { Abilities } from './abilities';
import type { Answer } from './answer';
import type { ContentEndpoint } from './endpoint';
import type { RegistryRequest } from './request';
import type { Store } from './store';

/**
 * Answers the Referrers API (OCI distribution spec 1.1, end-12a and end-12b). A registry without it answers what
 * distribution answers to any unknown path: clients then turn to the referrers tag.
 */
export function answerReferrers(
  { method, url }: RegistryRequest,
  { repository, reference: digest }: ContentEndpoint,
  store: Store,
  abilities: Abilities,
): Answer {
  if (!abilities.referrersApi) {
    return { status: 404, headers: { 'Content-Type': 'text/plain' }, body: '404 page not found\n' };
  }
  if (method !== 'GET') {
    return unsupported();
  }
  if (!isDigest(digest)) {
    return refusal(400, 'DIGEST_INVALID', 'not a sha256 digest');
  }
  const wanted = url.searchParams.get('artifactType');
  const manifests = store
    .referrersOf(repository, digest)
    .filter(({ artifactType }) => wanted === null || artifactType === wanted);
  return json(
    200,
    { schemaVersion: 2, mediaType: IMAGE_INDEX, manifests },
    {
      'Content-Type': IMAGE_INDEX,
      ...(wanted === null ? {} : { 'OCI-Filters-Applied': 'artifactType' }),
    },
  );
}
