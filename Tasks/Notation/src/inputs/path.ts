import { existsSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { TaskError } from '../errors';

/**
 * Reads the path of an existing file or folder. A relative path starts at the step's working directory.
 * On Linux and macOS, Windows separators are accepted too.
 *
 * @throws TaskError FileMissing
 */
export function existingPath(name: string, value: string): string {
  const place = absolutePath(value);
  if (!existsSync(place)) throw new TaskError('FileMissing', [name, value, process.cwd()]);
  return place;
}

/** Whether a file or folder has this path, read as for `existingPath`. */
export function isExisting(value: string): boolean {
  return existsSync(absolutePath(value));
}

/** The same as `existingPath` for a regular file. @throws TaskError FileMissing, FileExpected */
export function existingFile(name: string, value: string): string {
  const file = existingPath(name, value);
  if (!statSync(file).isFile()) throw new TaskError('FileExpected', [name, value]);
  return file;
}

/** The same for a folder. @throws TaskError FileMissing, FolderExpected */
export function existingFolder(name: string, value: string): string {
  const folder = existingPath(name, value);
  if (!statSync(folder).isDirectory()) throw new TaskError('FolderExpected', [name, value]);
  return folder;
}

/** The same for a folder that may not exist yet. @throws TaskError FolderExpected */
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
