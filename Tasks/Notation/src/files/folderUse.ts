import { type Stats, lstatSync } from 'node:fs';

/** What this task may do with a folder. */
export type FolderUse = 'absent' | 'nothing' | 'reading' | 'writing';

/**
 * Decides what this task may do with a folder that another user may have created.
 *
 * - `absent`: the path does not exist.
 * - `nothing`: the path is a link or not a folder. A link could point to any folder of this user.
 * - `reading`: the folder belongs to another user.
 * - `writing`: the folder belongs to this user. Windows has no numeric owner, so this is the answer there.
 *
 * @param folder absolute path. Only its last part is checked: the agent chose the parents
 */
export function useOfFolder(folder: string): FolderUse {
  const stat = lookAt(folder);
  if (stat === undefined) return 'absent';
  if (!stat.isDirectory()) return 'nothing'; // Node.js reports a Windows junction as a link
  const user = process.geteuid?.();
  return user === undefined || stat.uid === user ? 'writing' : 'reading';
}

function lookAt(folder: string): Stats | undefined {
  try {
    return lstatSync(folder, { throwIfNoEntry: false });
  } catch {
    return undefined; // the parent is not a folder, or this user has no access
  }
}
