/** An image as Docker@2 names it when it pushes: host and repository, `docker.io` if no host is written. */
export interface ImageName {
  readonly host: string;
  readonly repository: string;
}

/**
 * Puts the host of a registry before a repository, but not that of Docker Hub.
 * @param registry a host, or a URL as it stands in a service connection
 * Source: dc: containerconnection.js; names become lower case and lose their blanks.
 */
export function qualifiedName(registry: string, repository: string): string {
  const host = registryHost(registry);
  const name = host === 'index.docker.io' || host === '' ? repository : `${host}/${repository}`;
  return name.toLowerCase().replaceAll(' ', '');
}

/** Gives the host, with its port, that a key of Docker's configuration means. */
export function registryHost(registry: string): string {
  return (registry.includes('//') ? new URL(registry).host : registry).toLowerCase();
}

/** Splits the name of an image, without tag, into host and repository. */
export function splitName(name: string): ImageName {
  const [first = '', ...rest] = name.split('/');
  if (rest.length > 0 && /[.:]/.test(first)) {
    return { host: first, repository: rest.join('/') };
  }
  return { host: 'docker.io', repository: rest.length > 0 ? name : `library/${name}` };
}

/**
 * Gives the entry of RESOURCE_URIS for a pushed image, with the losses of the original: it understands no
 * more than registry, namespace and repository. Of a deeper name nothing is left, or, if a part before the
 * last holds a colon, what stands before that colon.
 * @param image the name with its tag
 * @param digest the hexadecimal part, which may be empty
 * Source: dc: containerimageutils.js (getResourceName).
 */
export function resourceUri(image: string, digest: string): string {
  const parts = image.split('/');
  for (const index of [2, 1, 0]) {
    const part = parts[index] ?? '';
    const end = part.search(/[@:]/);
    const isLast = index === parts.length - 1;
    const hasRest = end > 0 && (end + 1 < part.length || !isLast);
    const leading = parts.slice(0, index);
    if ((hasRest || (end < 0 && isLast && part !== '')) && !leading.includes('')) {
      return uri(leading, end < 0 ? part : part.slice(0, end), digest);
    }
  }
  return '';
}

function uri(leading: readonly string[], repository: string, digest: string): string {
  const [first = 'docker.io', second] = leading;
  const hosts =
    leading.length === 0
      ? ['docker.io', 'library']
      : second === undefined && !/[:.]/.test(first)
        ? ['docker.io', first]
        : leading;
  return `https://${[...hosts, repository].join('/')}@sha256:${digest}`;
}
