import { type ChildProcess, spawnSync } from 'node:child_process';
import * as path from 'node:path';

/**
 * Signals a child and all that it has started. Windows has no signals: there the whole tree is ended, as long as its
 * head is there to be found.
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
    // ESRCH: nobody of the group is left.
  }
}

/** By its full path, and not in the sources: Windows would look there first for a program of that name. */
function endTree(pid: number): void {
  const SystemRoot = process.env['SystemRoot'] ?? 'C:\\Windows';
  const program = path.win32.join(SystemRoot, 'System32', 'taskkill.exe');
  const options = { cwd: SystemRoot, env: { SystemRoot }, windowsHide: true };
  spawnSync(program, ['/pid', String(pid), '/t', '/f'], options);
}
