import { renameSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

/**
 * Writes a secret to a file that only this user may read. The write is atomic: a reader sees the old
 * content or the new content.
 *
 * @param directory private to the step
 * @returns the file's absolute path
 */
export function writePrivate(directory: string, name: string, secret: string): string {
  const file = path.join(directory, name);
  const incoming = `${file}.new`;
  writeFileSync(incoming, secret, { mode: 0o600 });
  renameSync(incoming, file);
  return file;
}
