import { readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import type { Metafile } from 'esbuild';
import { root } from './paths';

/**
 * The licences of everything that a bundle holds, in full.
 *
 * @param metafile of the bundle, as esbuild gives it
 * @throws Error where a bundled package carries no licence
 */
export function licencesOf(metafile: Metafile): string {
  const folders = new Set(
    Object.keys(metafile.inputs).flatMap((file) => {
      const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file);
      return match?.[1] ?? [];
    }),
  );
  return [...folders].sort().map(licence).join('\n');
}

function licence(folder: string): string {
  const absolute = path.join(root, folder);
  const about = JSON.parse(readFileSync(path.join(absolute, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const file = readdirSync(absolute).find((name) => /^licen[cs]e/i.test(name));
  const text = file === undefined ? undefined : readFileSync(path.join(absolute, file), 'utf8');
  const head = `${about.name} ${about.version}: ${about.license ?? 'see below'}`;
  if (text === undefined && about.license === undefined) throw new Error(`${head}: no licence`);
  return `${'='.repeat(80)}\n${head}\n${'='.repeat(80)}\n${text ?? 'The package carries no further text.\n'}`;
}
