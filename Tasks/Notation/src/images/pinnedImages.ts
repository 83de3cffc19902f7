import { nameAlone, pinName } from './name';

/** An image as a file names it, and the digest that was verified. */
export interface NamedDigest {
  readonly name: string;
  readonly digest: string;
}

/** The value of the output variable PinnedImages, or the name that two images share. */
export type PinnedImages = { readonly value: string } | { readonly conflict: string };

/**
 * The value of PinnedImages: one image a line, as KubernetesManifest@1 takes them in `containers`. That
 * task compares names without tags, so it cannot be told two digests of one name.
 * Source: github.com/microsoft/azure-pipelines-tasks, Tasks/KubernetesManifestV1.
 */
export function pinnedImages(images: readonly NamedDigest[]): PinnedImages {
  const digests = new Map<string, string>();
  const lines = new Set<string>();
  for (const { name, digest } of images) {
    const alone = nameAlone(name);
    if ((digests.get(alone) ?? digest) !== digest) return { conflict: alone };
    digests.set(alone, digest);
    lines.add(pinName(name, digest));
  }
  return { value: [...lines].join('\n') };
}
