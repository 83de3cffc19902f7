import { unique } from './list';
import { type Reference, parseReference } from './reference';

/** The images that the Docker task reported as pushed. */
export interface DockerImages {
  readonly references: readonly Reference[];
  /** Entries that name no image by its digest. */
  readonly unusable: readonly string[];
}

/**
 * Reads RESOURCE_URIS, the variable that Docker@2 sets after a push:
 * `https://<registry>/<repository>@<digest>`, separated by commas (azure-pipelines-tasks:
 * DockerV2/dockerpush.ts). Docker@2 writes an empty entry, or an empty digest, for an image that it
 * could not describe.
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
 * Docker@2 misreads a name of three levels whose host has a port: it writes the host as an image of
 * Docker Hub, `docker.io/library/localhost`.
 */
function isMistaken({ registry, repository }: Reference): boolean {
  return registry.toLowerCase() === 'docker.io' && /^library\/(?:localhost$|.*\.)/.test(repository);
}
