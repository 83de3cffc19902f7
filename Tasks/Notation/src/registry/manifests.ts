import type { Reference } from '../artifacts/reference';
import type { RegistryClient } from './client';
import type { ReadContext } from './context';
import { isDigest } from '../artifacts/descriptor';
import { type Descriptor, contentProblem, digestLike } from './descriptor';
import { RegistryFailure } from './failure';
import { SUBJECT_TYPES, mediaTypeOf } from './mediaTypes';
import type { FinalAnswer } from './redirects';

/**
 * The largest manifest or index, in bytes: registries must accept up to this size (OCI distribution
 * specification 1.1).
 */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

/**
 * Resolves a reference to its descriptor by a HEAD request. The content is read only where the headers
 * are incomplete, up to 4 MiB.
 *
 * @returns undefined where the registry has no such artifact
 */
export async function resolveManifest(
  client: RegistryClient,
  { repository, digest, tag }: Reference,
  context: ReadContext,
): Promise<Descriptor | undefined> {
  const path = `/v2/${repository}/manifests/${digest ?? tag ?? ''}`;
  const request = { repository, path, accept: SUBJECT_TYPES, maxBytes: MAX_MANIFEST_BYTES };
  const head = await client.send({ ...request, method: 'HEAD' }, context);
  if (head.status === 404) return undefined;
  const fromHeaders = head.status === 200 ? descriptorFromHeaders(head, digest) : undefined;
  if (fromHeaders !== undefined) return fromHeaders;
  const answer = await client.send({ ...request, method: 'GET' }, context);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw unusable(answer, `answered with status ${answer.status}`);
  const expected = digest ?? headerDigest(answer) ?? 'sha256:';
  const actual = digestLike(expected, answer.body);
  if (isDigest(expected) && actual !== expected) {
    throw unusable(answer, `gave content that is not that of ${expected}`);
  }
  return { mediaType: subjectType(answer), digest: actual, size: answer.body.length };
}

/** Undefined where the headers are incomplete. */
function descriptorFromHeaders(
  head: FinalAnswer,
  wanted: string | undefined,
): Descriptor | undefined {
  const fromHeaders = headerDigest(head);
  if (wanted !== undefined && fromHeaders !== undefined && fromHeaders !== wanted) {
    throw unusable(head, `answered with ${fromHeaders} where ${wanted} was asked for`);
  }
  const digest = wanted ?? fromHeaders;
  const length = head.headers['content-length'] ?? '';
  if (digest === undefined || !/^\d{1,15}$/.test(length)) return undefined;
  return { mediaType: subjectType(head), digest, size: Number(length) };
}

function headerDigest(answer: FinalAnswer): string | undefined {
  const value = answer.headers['docker-content-digest'];
  if (value === undefined || isDigest(value)) return value;
  throw unusable(answer, 'names a digest that is malformed');
}

function subjectType(answer: FinalAnswer): string {
  const mediaType = mediaTypeOf(answer.headers['content-type']);
  if (SUBJECT_TYPES.includes(mediaType)) return mediaType;
  throw unusable(answer, 'gave something that is no manifest, by its content type');
}

/**
 * Reads a manifest by its descriptor.
 *
 * @returns its bytes, which have the descriptor's digest, size and media type
 * @throws RegistryFailure `notFound`, `unusable`
 */
export async function readManifest(
  client: RegistryClient,
  repository: string,
  descriptor: Descriptor,
  context: ReadContext,
): Promise<Buffer> {
  const { digest, size, mediaType } = descriptor;
  refuseLarge(client, descriptor);
  const path = `/v2/${repository}/manifests/${digest}`;
  const request = { repository, path, accept: [mediaType], maxBytes: size } as const;
  const answer = await client.send({ ...request, method: 'GET' }, context);
  if (answer.status !== 200) throw missing(answer, digest);
  const contentType = mediaTypeOf(answer.headers['content-type']);
  if (contentType !== mediaType.toLowerCase()) {
    throw unusable(answer, `gave ${digest} by another content type than it is listed with`);
  }
  return checkedContent(answer, descriptor);
}

/** @throws RegistryFailure `unusable` */
export function refuseLarge({ origin }: RegistryClient, { digest, size }: Descriptor): void {
  if (size <= MAX_MANIFEST_BYTES) return;
  const reason = `${origin.host} lists ${digest} with ${size} bytes, more than ${MAX_MANIFEST_BYTES}`;
  throw new RegistryFailure('unusable', reason);
}

/** Checks the body of an answer against the descriptor and returns it. @throws RegistryFailure `unusable` */
export function checkedContent(answer: FinalAnswer, descriptor: Descriptor): Buffer {
  const problem = contentProblem(descriptor, answer.body);
  if (problem !== undefined) throw unusable(answer, `gave wrong content: ${problem}`);
  return answer.body;
}

/** The failure for content that a registry lists but does not have. */
export function missing({ status, url }: FinalAnswer, digest: string): RegistryFailure {
  if (status === 404) return new RegistryFailure('notFound', `${url.host} does not have ${digest}`);
  return new RegistryFailure('unusable', `${url.host} answered with status ${status}`);
}

export function unusable({ url }: FinalAnswer, reason: string): RegistryFailure {
  return new RegistryFailure('unusable', `${url.host} ${reason}`);
}
