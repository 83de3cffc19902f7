/** What a request is about; `reference` is a tag, a digest, or an upload's id ('' where an upload starts). */
export type Endpoint =
  | { kind: 'ping' | 'token' | 'exchange' | 'other' }
  | { kind: 'tags'; repository: string }
  | ContentEndpoint;

export interface ContentEndpoint {
  kind: 'manifest' | 'blob' | 'upload' | 'referrers';
  repository: string;
  reference: string;
}

export type EndpointKind = Endpoint['kind'];

const CONTENT: readonly [ContentEndpoint['kind'], RegExp][] = [
  ['upload', /^\/v2\/(.+)\/blobs\/uploads\/([^/]*)$/],
  ['manifest', /^\/v2\/(.+)\/manifests\/([^/]+)$/],
  ['blob', /^\/v2\/(.+)\/blobs\/([^/]+)$/],
  ['referrers', /^\/v2\/(.+)\/referrers\/([^/]+)$/],
];

const SERVICE: Readonly<Record<string, 'ping' | 'token' | 'exchange'>> = {
  '/v2': 'ping',
  '/v2/': 'ping',
  '/token': 'token',
  '/oauth2/token': 'token',
  '/oauth2/exchange': 'exchange',
};

/** Tells what a path asks for (OCI distribution spec 1.1, "Endpoints", and the token endpoints). */
export function endpointOf(path: string): Endpoint {
  const service = SERVICE[path];
  if (service !== undefined) {
    return { kind: service };
  }
  for (const [kind, pattern] of CONTENT) {
    const [, repository, reference] = pattern.exec(path) ?? [];
    if (repository !== undefined && reference !== undefined) {
      return { kind, repository, reference: decodeURIComponent(reference) };
    }
  }
  const [, repository] = /^\/v2\/(.+)\/tags\/list$/.exec(path) ?? [];
  return repository === undefined ? { kind: 'other' } : { kind: 'tags', repository };
}

/** Tells whether a repository may have this name (OCI distribution spec 1.1, "Pulling manifests", `<name>`). */
export function isRepositoryName(name: string): boolean {
  const part = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
  return new RegExp(`^${part}(?:/${part})*$`).test(name);
}
