import { existsSync, renameSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

/**
 * Writes a secret to a file that only this user may read. The write is atomic: a reader sees the old
 * content or the new content.
 *
 * @throws Error where the file is there already and another program holds it open, on Windows
 *
 * @param directory private to the step
 * @returns the file's absolute path
 */
export function writePrivate(directory: string, name: string, secret: string): string {
  const file = path.join(directory, name);
  // Nobody reads a file that is not there yet, and a new one may be held open by a virus scanner.
  const incoming = existsSync(file) ? `${file}.new` : file;
  writeFileSync(incoming, secret, { mode: 0o600 });
  if (incoming !== file) renameSync(incoming, file);
  return file;
}
