import { statSync } from 'node:fs';
import * as path from 'node:path';

/**
 * Makes relative paths in a plugin's settings absolute, because notation runs in another directory.
 * A value is a path when it names a file of the directory, or when it has several parts and exists
 * there. A single part such as `release` may be an account name and a folder.
 *
 * @param directory the working directory of the step
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
    return false; // an invalid path, such as a name with a NUL or a name that is too long
  }
}
