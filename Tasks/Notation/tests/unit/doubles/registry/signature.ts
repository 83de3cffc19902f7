import { send } from '../../../doubles/registry/client';
import { digestOf, referrersTag } from '../../../doubles/registry/digest';
import { IMAGE_INDEX, IMAGE_MANIFEST, SIGNATURE_TYPE } from '../../../doubles/registry/manifest';
import type { Received, Target } from '../../../doubles/registry/client';
import type { PushedImage } from '../../../doubles/registry/image';

export const ENVELOPE = '{"payload":"cA","protected":"cA","signature":"c2ln"}';

export interface Attached {
  digest: string;
  size: number;
  answer: Received;
}

/** Attaches what looks like a signature, as notation does: two blobs and a manifest with a subject. */
export async function attachSignature(
  target: Target,
  repository: string,
  { mediaType, digest, size }: PushedImage,
  note = '',
): Promise<Attached> {
  const blob = async (type: string, body: string): Promise<object> => {
    const path = `/v2/${repository}/blobs/uploads/?digest=${digestOf(body)}`;
    await send(target, path, { method: 'POST', body });
    return { mediaType: type, digest: digestOf(body), size: body.length };
  };
  const body = JSON.stringify({
    schemaVersion: 2,
    mediaType: IMAGE_MANIFEST,
    config: await blob(SIGNATURE_TYPE, '{}'),
    layers: [await blob('application/jose+json', ENVELOPE)],
    subject: { mediaType, digest, size },
    annotations: { note },
  });
  const path = `/v2/${repository}/manifests/${digestOf(body)}`;
  const headers = { 'Content-Type': IMAGE_MANIFEST };
  const answer = await send(target, path, { method: 'PUT', headers, body });
  return { digest: digestOf(body), size: body.length, answer };
}

/** Writes an artifact's referrers tag so that it lists exactly these signatures. */
export async function writeIndex(
  target: Target,
  repository: string,
  artifact: string,
  signatures: readonly Attached[],
): Promise<void> {
  const manifests = signatures.map(({ digest, size }) => ({
    mediaType: IMAGE_MANIFEST,
    digest,
    size,
    artifactType: SIGNATURE_TYPE,
  }));
  const body = JSON.stringify({ schemaVersion: 2, mediaType: IMAGE_INDEX, manifests });
  const headers = { 'Content-Type': IMAGE_INDEX };
  const path = `/v2/${repository}/manifests/${referrersTag(artifact)}`;
  await send(target, path, { method: 'PUT', headers, body });
}
