/** The host of Docker Hub's registry behind the name that references use. */
const HUB_HOST = 'registry-1.docker.io';
const HUB_NAMES: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', HUB_HOST]);

/** Under this address `docker login` keeps a login of Docker Hub. */
const HUB_ADDRESS = 'https://index.docker.io/v1/';

/**
 * The one name of a registry: in lower case, and `docker.io` for all names of Docker Hub.
 *
 * @param registry host and port as a reference names it
 */
export function canonicalRegistry(registry: string): string {
  const name = registry.toLowerCase();
  return HUB_NAMES.has(name) ? 'docker.io' : name;
}

/** The name under which docker keeps the login of a registry. */
export function dockerAddress(registry: string): string {
  const name = canonicalRegistry(registry);
  return name === 'docker.io' ? HUB_ADDRESS : name;
}

/**
 * Where a registry is called. Plain HTTP is spoken to `localhost:<port>` in lower case alone, as notation does, and
 * where the step says so: another spelling must not turn TLS into plain HTTP.
 *
 * @param registry host and port as a reference names it
 * @param isInsecure whether the step allows plain HTTP to this registry
 */
export function registryOrigin(registry: string, isInsecure: boolean): URL {
  const name = canonicalRegistry(registry);
  const host = name === 'docker.io' ? HUB_HOST : name;
  const isPlain = isInsecure || /^localhost:\d+$/.test(registry);
  return new URL(`${isPlain ? 'http' : 'https'}://${host}`);
}
