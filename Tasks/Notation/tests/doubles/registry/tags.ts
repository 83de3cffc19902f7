import { json, refusal, unsupported } from './answer';
import type { Answer } from './answer';
import type { RegistryRequest } from './request';
import type { Store } from './store';

/** Answers the list of tags, `n` at a time after `last` where asked (OCI distribution spec 1.1, end-8a and end-8b). */
export function answerTags(request: RegistryRequest, repository: string, store: Store): Answer {
  if (request.method !== 'GET') {
    return unsupported();
  }
  if (!store.repositories().includes(repository)) {
    return refusal(404, 'NAME_UNKNOWN', 'repository name not known to registry');
  }
  const { searchParams } = request.url;
  const last = searchParams.get('last') ?? '';
  const limit = Number(searchParams.get('n') ?? Infinity);
  const after = [...store.tags(repository).keys()].sort().filter((tag) => tag > last);
  const tags = after.slice(0, limit);
  const next = tags.at(-1);
  const link = `</v2/${repository}/tags/list?n=${limit}&last=${next ?? ''}>; rel="next"`;
  const more = next !== undefined && after.length > tags.length;
  return json(200, { name: repository, tags }, more ? { Link: link } : {});
}
