import { existsSync, readdirSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { TASK_SOURCE, UNPACKED, root } from './paths';

/** What the package is made of. */
const sources = [
  ...['src', 'data', 'Strings', 'task.json', 'icon.png'].map((name) =>
    path.join(TASK_SOURCE, name),
  ),
  ...['vss-extension.json', 'package-lock.json', 'overview.md', 'LICENSE', 'images'].map((name) =>
    path.join(root, name),
  ),
];

/** Whether the unpacked package is missing, or older than one of its sources. */
export function isPackageStale(): boolean {
  const built = path.join(UNPACKED, 'Notation', 'main.js');
  return !existsSync(built) || sources.some((source) => newest(source) > packedAt(built));
}

/** Files that were unpacked keep the fixed time of the package; the time of a change is the disk's own. */
function packedAt(file: string): number {
  return statSync(file).ctimeMs;
}

function newest(file: string): number {
  const stat = statSync(file);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(...readdirSync(file).map((name) => newest(path.join(file, name))));
}
