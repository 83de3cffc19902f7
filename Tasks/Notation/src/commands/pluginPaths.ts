import { statSync } from 'node:fs';
import * as path from 'node:path';

/**
 * Settings of a plugin in which paths relative to one directory are absolute: notation runs in another one.
 * A value counts as a path where it names a file of that directory, or names anything there by more than one
 * part: `release` may be the name of an account, and of a folder.
 *
 * @param directory the one that the step runs in
 */
export function withAbsolutePaths(
  config: Readonly<Record<string, string>>,
  directory: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      isRelativePath(value, directory) ? path.resolve(directory, value) : value,
    ]),
  );
}

function isRelativePath(value: string, directory: string): boolean {
  if (value === '' || path.isAbsolute(value)) return false;
  try {
    const found = statSync(path.resolve(directory, value), { throwIfNoEntry: false });
    return (
      found !== undefined && (found.isFile() || value.includes('/') || value.includes(path.sep))
    );
  } catch {
    return false; // what cannot be looked at, such as a name with a NUL or one that is too long
  }
}
