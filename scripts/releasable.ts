import { type Manifest, readManifest } from './identity';

/**
 * Refuses a release of an extension whose readers would find no page: its Marketplace page, its
 * errors and SECURITY.md lead to the repository.
 *
 * @throws Error where vss-extension.json names no repository
 */
export function assertReleasable(manifest: Manifest = readManifest()): void {
  if (manifest.repository !== undefined) return;
  throw new Error(
    'vss-extension.json names no repository: run npm run publisher -- <publisher id> --repository <url>, and commit what it changes.',
  );
}
