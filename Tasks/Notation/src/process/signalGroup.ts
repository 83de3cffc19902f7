import { type ChildProcess, spawnSync } from 'node:child_process';
import * as path from 'node:path';

/**
 * Sends a signal to a child and its descendants. Windows has no signals: there the whole process tree
 * is ended, as long as the child still exists.
 */
export function signalGroup({ pid }: Pick<ChildProcess, 'pid'>, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    endTree(pid);
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: no process of the group is left.
  }
}

/** Milliseconds for Windows to end a process tree. */
const END_TREE_WITHIN_MS = 5000;

/**
 * The absolute path and working directory matter: Windows would first look for a program of that name
 * in the current directory.
 */
function endTree(pid: number): void {
  const SystemRoot = process.env['SystemRoot'] ?? 'C:\\Windows';
  const program = path.win32.join(SystemRoot, 'System32', 'taskkill.exe');
  const options = {
    cwd: SystemRoot,
    env: { SystemRoot },
    windowsHide: true,
    timeout: END_TREE_WITHIN_MS,
  };
  spawnSync(program, ['/pid', String(pid), '/t', '/f'], options);
}
