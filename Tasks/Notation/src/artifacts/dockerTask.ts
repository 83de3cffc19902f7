import { unique } from './list';
import { type Reference, parseReference } from './reference';

/** What the Docker task said it pushed. */
export interface DockerImages {
  readonly references: readonly Reference[];
  /** Entries that name no image by its digest. */
  readonly unusable: readonly string[];
}

/**
 * Reads RESOURCE_URIS, which Docker@2 leaves behind after a push: `https://<registry>/<repository>@<digest>`,
 * separated by commas (azure-pipelines-tasks: DockerV2/dockerpush.ts). An image that it could not
 * describe leaves an empty entry beside others, or one with an empty digest.
 *
 * @param uris the variable's value
 */
export function parseResourceUris(uris: string): DockerImages {
  const references: Reference[] = [];
  const unusable: string[] = [];
  for (const uri of uris.split(',').map((entry) => entry.trim())) {
    const reference = parseUri(uri);
    if (reference === undefined) unusable.push(uri);
    else references.push(reference);
  }
  return { references: unique(references), unusable };
}

function parseUri(uri: string): Reference | undefined {
  try {
    const reference = parseReference(uri.replace(/^https?:\/\//, ''));
    return reference.digest === undefined || isMistaken(reference) ? undefined : reference;
  } catch {
    return undefined;
  }
}

/**
 * Of a name of three levels with a port in its host, Docker@2 leaves the host as if it were an
 * image of Docker Hub: `docker.io/library/localhost`.
 */
function isMistaken({ registry, repository }: Reference): boolean {
  return registry.toLowerCase() === 'docker.io' && /^library\/(?:localhost$|.*\.)/.test(repository);
}
