import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UNPACKED } from '../../../../scripts/paths';
import type { Catalogue } from './releases';

/** The catalogue that the package itself holds. */
export function pinned(): Catalogue {
  const file = path.join(UNPACKED, 'Notation/data/releases.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Catalogue;
}

/** A copy of the unpacked package with another catalogue: the product has no switch for that. */
export function taskWith(folder: string, releases: unknown): string {
  cpSync(path.join(UNPACKED, 'Notation'), folder, { recursive: true });
  writeFileSync(path.join(folder, 'data/releases.json'), JSON.stringify(releases));
  return folder;
}
