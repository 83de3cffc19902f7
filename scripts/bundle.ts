import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Metafile } from 'esbuild';
import { root } from './paths';

/** A package of which something is in the bundle. */
export interface BundledPackage {
  /** Relative to the top of the repository. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** An SPDX expression, if the package tells one. */
  readonly license: string | undefined;
}

/**
 * The packages that a bundle is made of, sorted by their folders.
 *
 * @param metafile of the bundle, as esbuild gives it
 */
export function bundledPackages(metafile: Pick<Metafile, 'inputs'>): BundledPackage[] {
  const folders = new Set(
    Object.keys(metafile.inputs).flatMap((file) => {
      const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file);
      return match?.[1] ?? [];
    }),
  );
  return [...folders].sort().map(readPackage);
}

function readPackage(folder: string): BundledPackage {
  const about = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  return { folder, name: about.name, version: about.version, license: about.license };
}
