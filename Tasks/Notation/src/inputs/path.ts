import { existsSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { TaskError } from '../errors';

/**
 * The absolute path of a file or folder that must be there, a relative one seen from the step's
 * working directory; on Linux and macOS the separators of Windows are understood too.
 *
 * @throws TaskError FileMissing
 */
export function existingPath(name: string, value: string): string {
  const place = absolutePath(value);
  if (!existsSync(place)) throw new TaskError('FileMissing', [name, value, process.cwd()]);
  return place;
}

/** The same of a file: a device or a FIFO is none. @throws TaskError FileMissing, FileExpected */
export function existingFile(name: string, value: string): string {
  const file = existingPath(name, value);
  if (!statSync(file).isFile()) throw new TaskError('FileExpected', [name, value]);
  return file;
}

/** The same of a folder. @throws TaskError FileMissing, FolderExpected */
export function existingFolder(name: string, value: string): string {
  const folder = existingPath(name, value);
  if (!statSync(folder).isDirectory()) throw new TaskError('FolderExpected', [name, value]);
  return folder;
}

/** The same of a folder that can still be made. @throws TaskError FolderExpected */
export function newFolder(name: string, value: string): string {
  const folder = absolutePath(value);
  let there = folder;
  while (!existsSync(there) && there !== path.dirname(there)) there = path.dirname(there);
  if (statSync(there, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new TaskError('FolderExpected', [name, there === folder ? value : there]);
  }
  return folder;
}

function absolutePath(value: string): string {
  return path.resolve(path.sep === '/' ? value.replace(/\\/g, '/') : value);
}
