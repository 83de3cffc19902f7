import { type Reference, parseReference } from '../artifacts/reference';
import { TaskError } from '../errors';
import { findExpression } from './expression';
import type { Source } from './source';

/** The registry of a name without one. */
const DEFAULT_REGISTRY = 'docker.io';
/** Where that registry keeps images whose name has one part. */
const OFFICIAL = 'library';
const DEFAULT_TAG = 'latest';

/** What Docker takes for the id of a local image, and for no name. */
const imageId = /^[a-f0-9]{64}$/;

/**
 * Reads the name of an image as Docker, containerd and Kubernetes do: a name without a registry
 * belongs to docker.io, there a name of one part belongs to `library/`, and without tag and digest
 * the tag is `latest`. Source: github.com/distribution/reference, normalize.go.
 *
 * @param name one name, without blanks
 * @throws TaskError ReferenceMalformed, DigestMissing, DigestMalformed
 */
export function parseImageName(name: string): Reference {
  if (imageId.test(name)) throw new TaskError('ReferenceMalformed', [name]);
  const [registry, path] = splitRegistry(name);
  const isOfficial = registry === DEFAULT_REGISTRY && !path.includes('/');
  const repository = isOfficial ? `${OFFICIAL}/${path}` : path;
  const isNamedInFull = path.includes('@') || path.includes(':');
  return parseReference(`${registry}/${repository}${isNamedInFull ? '' : `:${DEFAULT_TAG}`}`);
}

/**
 * The same of a name that a file holds.
 *
 * @param offset of the name in the file
 * @param place of the name, for messages
 * @throws TaskError ImageEmpty, ImageExpression, ImageMalformed
 */
export function readImageName(
  source: Source,
  offset: number,
  place: string,
  name: string,
): Reference {
  if (name === '') throw source.error('ImageEmpty', offset, place);
  const expression = findExpression(name);
  if (expression !== undefined) throw source.error('ImageExpression', offset, place, expression);
  try {
    return parseImageName(name);
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    throw source.error('ImageMalformed', offset, place, name);
  }
}

/** A name without tag and digest, as in its file. */
export function nameAlone(name: string): string {
  return withoutDigest(name).replace(/:[^/:]*$/, '');
}

/** A name with its tag and a digest: `name:tag@sha256:…`. A name without tag and digest means `latest`. */
export function pinName(name: string, digest: string): string {
  const tagged = withoutDigest(name);
  const isBare = tagged === name && nameAlone(name) === name;
  return `${tagged}${isBare ? `:${DEFAULT_TAG}` : ''}@${digest}`;
}

function withoutDigest(name: string): string {
  const at = name.indexOf('@');
  return at < 0 ? name : name.slice(0, at);
}

function splitRegistry(name: string): [registry: string, path: string] {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const isRegistry = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  if (!isRegistry) return [DEFAULT_REGISTRY, name];
  const registry = first === 'index.docker.io' ? DEFAULT_REGISTRY : first;
  return [registry, name.slice(slash + 1)];
}
