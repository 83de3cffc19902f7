import { type Stats, lstatSync } from 'node:fs';

/** What a folder may be used for. */
export type FolderUse = 'absent' | 'nothing' | 'reading' | 'writing';

/**
 * What a folder may be used for that others could have put there.
 *
 * - `absent`: nothing has that name.
 * - `nothing`: a link, or no folder. A link may lead into any folder of this user.
 * - `reading`: the folder belongs to another user.
 * - `writing`: the folder belongs to this user. Windows tells no owner by number.
 *
 * @param folder absolute path; only its last part is looked at, for the agent chose the parents
 */
export function useOfFolder(folder: string): FolderUse {
  const stat = lookAt(folder);
  if (stat === undefined) return 'absent';
  if (!stat.isDirectory()) return 'nothing'; // Node.js takes a junction of Windows for a link
  const user = process.geteuid?.();
  return user === undefined || stat.uid === user ? 'writing' : 'reading';
}

function lookAt(folder: string): Stats | undefined {
  try {
    return lstatSync(folder, { throwIfNoEntry: false });
  } catch {
    return undefined; // its parent is no folder, or not for this user: nothing can be used there
  }
}
