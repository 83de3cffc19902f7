import { type Reference, createReference } from '../artifacts/reference';
import { HUB_HOST, canonicalRegistry } from '../artifacts/registryName';

/** The address under which `docker login` stores a login of Docker Hub. */
const HUB_ADDRESS = 'https://index.docker.io/v1/';

/**
 * Names all references to the same artifact alike, also by the names of Docker Hub. Trust policies are
 * matched by the spelling of a reference, so a list of artifacts to verify keeps every spelling.
 */
export function canonicalArtifact(reference: Reference): string {
  return createReference({ ...reference, registry: canonicalRegistry(reference.registry) }).name;
}

/** The name under which docker stores the login of a registry. */
export function dockerAddress(registry: string): string {
  const name = canonicalRegistry(registry);
  return name === 'docker.io' ? HUB_ADDRESS : name;
}

/**
 * The address of a registry. As in notation, plain HTTP is used for `localhost:<port>` in lower case,
 * and where the step allows it. No other spelling of a host may turn TLS into plain HTTP.
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
