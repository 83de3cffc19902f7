/** The host of Docker Hub's registry. References use another name. */
export const HUB_HOST = 'registry-1.docker.io';
const HUB_NAMES: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', HUB_HOST]);

/** The characters of host and port in a reference. */
const hostAndPort = /^[\w.:[\]-]+$/;

/**
 * The canonical name of a registry: in lower case, and `docker.io` for all names of Docker Hub.
 *
 * @param registry host and port, as written in a reference
 */
export function canonicalRegistry(registry: string): string {
  const name = registry.toLowerCase();
  return HUB_NAMES.has(name) ? 'docker.io' : name;
}

/**
 * The name that all addresses of one registry share: as `canonicalRegistry`, without the port 443,
 * without leading zeros in a port, and with the short form of an IP address. Only for comparisons: a
 * connection with plain HTTP has another default port.
 *
 * @param registry host and port, as written in a reference or in the scope of a trust policy
 */
export function sameRegistry(registry: string): string {
  return canonicalRegistry(hostOf(registry) ?? registry);
}

function hostOf(registry: string): string | undefined {
  if (!hostAndPort.test(registry)) return undefined;
  try {
    return new URL(`https://${registry}`).host;
  } catch {
    return undefined;
  }
}
