import { createHash } from 'node:crypto';

/** Gives the sha256 digest of the bytes, spelled `sha256:<hex>` (OCI image spec 1.1, descriptor). */
export function digestOf(bytes: Buffer | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Tells whether the text is a sha256 digest, the only algorithm this registry takes. */
export function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}

/** Gives the tag under which clients keep a digest's referrers (OCI distribution spec 1.1, "Referrers Tag Schema"). */
export function referrersTag(digest: string): string {
  return digest.replace(':', '-');
}
