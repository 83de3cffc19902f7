import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { installMissing } from './apt';
import { command } from './command';
import { modulesFolder, toolsFolder } from './folders';
import { type Contents, type Invocation, type Sandbox, removeRoot } from './sandbox';
import { makeRoot, sandboxScript, sandboxed } from './sandbox';
import { fingerprint, type Part } from './stamp';

const description = path.join(modulesFolder, 'wine.json');
const folder = path.join(toolsFolder, 'wine');
const over = path.join(folder, 'mount');
const sandbox: Sandbox = { root: path.join(folder, 'root'), over, seen: '/prefix/drive_c/work' };
const program = '/usr/lib/wine/wine64';

/** Gives the part that a small Debian with Wine makes up. */
export function winePart(): Part {
  return {
    name: 'wine',
    source: fingerprint([description, sandboxScript], []),
    files: [path.join(sandbox.root, 'prefix', 'system.reg'), over],
  };
}

/**
 * Makes a small Debian with Wine, and one prefix of it, below the tools folder. It asks for root.
 * @throws with the output of the program that failed
 */
export async function installWine(): Promise<void> {
  await installMissing({ mmdebstrap: 'mmdebstrap', unshare: 'util-linux' });
  const contents = JSON.parse(readFileSync(description, 'utf8')) as Contents;
  const root = `${sandbox.root}.new`;
  await makeRoot(root, contents, ['--variant=apt']);
  mkdirSync(over, { recursive: true });
  // Its server is awaited: what it keeps in memory must be in the prefix.
  const script = `${program} wineboot -i && $WINESERVER -k && $WINESERVER -w`;
  const [starter, args] = sandboxed({ ...sandbox, root }, undefined, ['sh', ['-c', script]]);
  await command(starter, args, { cwd: folder });
  removeRoot(sandbox.root);
  renameSync(root, sandbox.root);
}

/**
 * How to start a program of Windows in Wine, on this machine.
 * @param work the folder that is C:\work there
 * @param invocation the program's path as Windows writes it, and its arguments
 */
export function inWine(work: string, [windowsProgram, args]: Invocation): Invocation {
  return sandboxed(sandbox, work, [program, [windowsProgram, ...args]]);
}
