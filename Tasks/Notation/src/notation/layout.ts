import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Descriptor } from '../artifacts/descriptor';
import { IMAGE_INDEX, IMAGE_MANIFEST, SIGNATURE_ARTIFACT_TYPE } from '../artifacts/mediaTypes';
import type { EnvelopeMediaType } from './envelope/envelope';

/** The empty JSON object is the configuration of a signature. No reader fetches it. */
const EMPTY_CONFIG = Buffer.from('{}');

/** The only signature of a layout. */
export interface LayoutSignature {
  /** The artifact, as the registry resolved it. */
  readonly subject: Descriptor;
  readonly envelope: Buffer;
  readonly mediaType: EnvelopeMediaType;
}

/**
 * Writes an OCI image layout (OCI image specification 1.1) with one signature of an artifact:
 * `index.json`, `oci-layout`, the envelope and a manifest that this task writes. The layout contains no
 * JSON of a registry, and does not need the artifact itself.
 *
 * @param directory does not exist yet; its parent does
 * @returns the digest under which notation names the signature
 * @throws Error of the file system
 */
export async function writeSignatureLayout(
  directory: string,
  { subject, envelope, mediaType }: LayoutSignature,
): Promise<{ manifestDigest: string }> {
  const layer = { mediaType, digest: digestOf(envelope), size: envelope.length };
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: IMAGE_MANIFEST,
      config: {
        mediaType: SIGNATURE_ARTIFACT_TYPE,
        digest: digestOf(EMPTY_CONFIG),
        size: EMPTY_CONFIG.length,
      },
      layers: [layer],
      subject: plainDescriptor(subject),
    }),
  );
  const manifestDigest = digestOf(manifest);
  const listed = { mediaType: IMAGE_MANIFEST, digest: manifestDigest, size: manifest.length };
  await writeLayout(directory, [subject, listed], [envelope, manifest]);
  return { manifestDigest };
}

/**
 * Writes an OCI image layout that names an artifact and holds no signature, for a policy whose level
 * is skip.
 *
 * @param directory does not exist yet; its parent does
 * @throws Error of the file system
 */
export async function writeArtifactLayout(directory: string, subject: Descriptor): Promise<void> {
  await writeLayout(directory, [subject], []);
}

async function writeLayout(
  directory: string,
  listed: readonly Descriptor[],
  blobs: readonly Buffer[],
): Promise<void> {
  const blobDirectory = path.join(directory, 'blobs', 'sha256');
  await mkdir(directory, { mode: 0o700 });
  await mkdir(blobDirectory, { recursive: true, mode: 0o700 });
  const index = {
    schemaVersion: 2,
    mediaType: IMAGE_INDEX,
    manifests: listed.map(plainDescriptor),
  };
  const files: readonly (readonly [string, Buffer | string])[] = [
    ...blobs.map((blob) => [path.join(blobDirectory, hexOf(blob)), blob] as const),
    [path.join(directory, 'index.json'), JSON.stringify(index)],
    [path.join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}'],
  ];
  const write = files.map(([file, content]) =>
    writeFile(file, content, { flag: 'wx', mode: 0o600 }),
  );
  await Promise.all(write);
}

/** Drops all other members of an object. */
function plainDescriptor({ mediaType, digest, size }: Descriptor): Descriptor {
  return { mediaType, digest, size };
}

function digestOf(content: Buffer): string {
  return `sha256:${hexOf(content)}`;
}

function hexOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
