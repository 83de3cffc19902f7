import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** One entry below a folder. `content` is a file's SHA-256 or a link's target. */
export interface SnapshotEntry {
  readonly type: 'directory' | 'file' | 'link' | 'other';
  readonly mode: string;
  readonly size: number;
  readonly content: string;
}

export type Snapshot = ReadonlyMap<string, SnapshotEntry>;

/**
 * Takes down everything below a folder, links not followed, under paths relative to it.
 * A folder that does not exist gives an empty snapshot.
 */
export function snapshot(folder: string): Snapshot {
  const entries = new Map<string, SnapshotEntry>();
  const visit = (relative: string): void => {
    for (const name of readdirSync(join(folder, relative)).sort()) {
      const path = relative === '' ? name : `${relative}/${name}`;
      const entry = describeEntry(join(folder, path));
      entries.set(path, entry);
      if (entry.type === 'directory') {
        visit(path);
      }
    }
  };
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) {
    visit('');
  }
  return entries;
}

function describeEntry(path: string): SnapshotEntry {
  const status = lstatSync(path);
  const mode = (status.mode & 0o7777).toString(8).padStart(4, '0');
  if (status.isDirectory()) {
    return { type: 'directory', mode, size: 0, content: '' };
  }
  if (status.isSymbolicLink()) {
    return { type: 'link', mode, size: 0, content: readlinkSync(path) };
  }
  if (!status.isFile()) {
    return { type: 'other', mode, size: 0, content: '' };
  }
  const content = createHash('sha256').update(readFileSync(path)).digest('hex');
  return { type: 'file', mode, size: status.size, content };
}

/** Tells what differs between two snapshots in readable lines, sorted by path; none if nothing does. */
export function difference(before: Snapshot, after: Snapshot): string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path) => {
    const [old, now] = [before.get(path), after.get(path)];
    if (old === undefined || now === undefined) {
      const entry = old ?? now;
      return [`${old === undefined ? 'added' : 'removed'} ${entry?.type ?? ''} ${path}`];
    }
    return (['type', 'mode', 'size', 'content'] as const)
      .filter((aspect) => old[aspect] !== now[aspect])
      .map((aspect) => `changed ${aspect} of ${path}: ${old[aspect]} -> ${now[aspect]}`);
  });
}
