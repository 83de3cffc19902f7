import * as path from 'node:path';
import { TaskError } from '../errors';
import type { NamedFile } from './files';

/** Where names that differ in upper and lower case only are one file. */
const foldsCase = process.platform !== 'linux';

/**
 * Where the copies of files lie below the folder of pinTo: under the path of the file in the working
 * directory; a file outside of that under its name alone.
 *
 * @returns paths with `/`, in the order of the files
 * @throws TaskError PinPathShared where two files would have one copy, or one the folder of another
 */
export function pinPaths(files: readonly NamedFile[]): string[] {
  const paths = files.map(({ path: name }) =>
    path.isAbsolute(name) ? path.posix.basename(name) : name,
  );
  const owners = new Map<string, string>();
  for (const [position, name] of paths.entries()) {
    const key = keyOf(name);
    const file = files[position]?.path ?? '';
    const other = owners.get(key);
    if (other !== undefined) throw new TaskError('PinPathShared', [other, file, name]);
    owners.set(key, file);
  }
  for (const [position, name] of paths.entries()) {
    const owner = foldersOf(name)
      .map(keyOf)
      .find((folder) => owners.has(folder));
    if (owner === undefined) continue;
    const values = [owners.get(owner) ?? '', files[position]?.path ?? '', owner];
    throw new TaskError('PinPathShared', values);
  }
  return paths;
}

function keyOf(name: string): string {
  return foldsCase ? name.toLowerCase() : name;
}

/** The folders above a file: `a` and `a/b` of `a/b/c`. */
function foldersOf(name: string): string[] {
  const parts = name.split('/').slice(0, -1);
  return parts.map((_part, position) => parts.slice(0, position + 1).join('/'));
}
