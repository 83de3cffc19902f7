import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { toolsFolder } from './folders';

/** What a part was built from, and the files it has to leave behind. */
export interface Part {
  readonly name: string;
  /** Hash of everything the part is made from, see {@link fingerprint}. */
  readonly source: string;
  /** Paths that must exist for the part to count as built. */
  readonly files: readonly string[];
}

function stampFile(part: Part): string {
  return path.join(toolsFolder, 'stamps', part.name);
}

/**
 * Gives one hash over the contents of files and over further words such as a compiler's version.
 * @throws when a file cannot be read
 */
export function fingerprint(files: readonly string[], words: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(readFileSync(file)).update('\0');
  }
  return hash.update(words.join('\0')).digest('hex');
}

/** Says whether the part was built from exactly this source and is still there. */
export function isCurrent(part: Part): boolean {
  const stamp = stampFile(part);
  return (
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === part.source &&
    part.files.every((file) => existsSync(file))
  );
}

/** Records that the part is built; call it last, so that a broken build is tried again. */
export function markCurrent(part: Part): void {
  const stamp = stampFile(part);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, part.source);
}
