import { randomUUID } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import * as path from 'node:path';
import { TaskError, causeOf } from '../errors';

/**
 * Checks that a folder can be made: nothing is there, or an empty folder.
 *
 * @param folder absolute path
 * @throws TaskError PinTargetExists; ImagesFileOutside where the path is below the working directory,
 *   and a link on the way leads out of that; PinWriteFailed
 */
export function checkNewFolder(folder: string): void {
  try {
    const stat = lstatSync(folder, { throwIfNoEntry: false });
    const isFree = stat === undefined || (stat.isDirectory() && readdirSync(folder).length === 0);
    if (!isFree) throw new TaskError('PinTargetExists', [folder]);
    checkWay(folder);
  } catch (error) {
    throw asWriteError(folder, error);
  }
}

/**
 * Writes files into a folder that is not there yet, or is empty. The folder appears as a whole: where
 * one file cannot be written, none is there.
 *
 * @param folder absolute path
 * @param files by their paths in the folder, with `/`
 * @throws TaskError as `checkNewFolder`
 */
export function writeNewFolder(folder: string, files: ReadonlyMap<string, Buffer>): void {
  checkNewFolder(folder);
  const incoming = `${folder}.${randomUUID()}`;
  try {
    mkdirSync(incoming, { recursive: true });
    for (const [name, bytes] of files) {
      const file = path.join(incoming, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, bytes, { flag: 'wx' });
    }
    // Windows renames nothing over an empty folder.
    if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) rmdirSync(folder);
    renameSync(incoming, folder);
  } catch (error) {
    rmSync(incoming, { recursive: true, force: true });
    throw asWriteError(folder, error);
  }
}

/** The sources may hold a link that leads anywhere; links above them are the agent's own or the user's. */
function checkWay(folder: string): void {
  const start = process.cwd();
  if (!isWithin(folder, start)) return;
  let there = folder;
  while (lstatSync(there, { throwIfNoEntry: false }) === undefined) there = path.dirname(there);
  const realPath = realpathSync(there);
  if (isWithin(realPath, realpathSync(start))) return;
  throw new TaskError('ImagesFileOutside', [there, realPath]);
}

function isWithin(place: string, folder: string): boolean {
  const relative = path.relative(folder, place);
  return !path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..';
}

function asWriteError(folder: string, error: unknown): TaskError {
  if (error instanceof TaskError) return error;
  return new TaskError('PinWriteFailed', [folder, causeOf(error)], { cause: error });
}
