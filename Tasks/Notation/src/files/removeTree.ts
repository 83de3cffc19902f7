import { lstatSync, readdirSync, rmSync, rmdirSync, truncateSync } from 'node:fs';
import * as path from 'node:path';

/**
 * Removes a folder with all that is in it, or a file. Links are removed, never followed. On Windows a file that another
 * program holds open may refuse: nothing is waited for, nothing is thrown, and everything else is removed.
 *
 * @returns the files, links and empty folders that are still there, absolute where `target` is
 */
export function removeTree(target: string): string[] {
  const left = isFolder(target) ? entriesOf(target).flatMap(removeTree) : [];
  if (left.length > 0) return left;
  try {
    if (isFolder(target)) rmdirSync(target);
    else rmSync(target, { force: true });
    return [];
  } catch {
    return [target];
  }
}

/**
 * Empties each file below a folder, so that what cannot be removed can at least not be read any more. Links are not followed.
 *
 * @returns the files that still hold what they held
 */
export function eraseTree(folder: string): string[] {
  return entriesOf(folder).flatMap((entry) => {
    if (isFolder(entry)) return eraseTree(entry);
    return erase(entry) ? [] : [entry];
  });
}

function erase(file: string): boolean {
  try {
    if (lstatSync(file).isFile()) truncateSync(file);
    return true;
  } catch {
    return false;
  }
}

function isFolder(target: string): boolean {
  try {
    return lstatSync(target).isDirectory(); // Node.js takes a junction of Windows for a link
  } catch {
    return false;
  }
}

/** A folder that cannot be read has none: it then refuses to be removed. */
function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}
