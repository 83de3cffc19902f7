import type { RegistryClient } from './client';
import type { ReadContext } from './context';
import type { Descriptor } from './descriptor';
import { checkedContent, missing, refuseLarge } from './manifests';

/**
 * Reads a blob of at most 4 MiB by its descriptor. Registries redirect blob requests to a storage, which
 * receives no credential.
 *
 * @returns its bytes, which have the descriptor's digest and size
 * @throws RegistryFailure `notFound`, `unusable`
 */
export async function readBlob(
  client: RegistryClient,
  repository: string,
  descriptor: Descriptor,
  context: ReadContext,
): Promise<Buffer> {
  refuseLarge(client, descriptor);
  const { digest, size } = descriptor;
  const path = `/v2/${repository}/blobs/${digest}`;
  const answer = await client.send({ method: 'GET', repository, path, maxBytes: size }, context);
  if (answer.status !== 200) throw missing(answer, digest);
  return checkedContent(answer, descriptor);
}
