import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { debianMirror } from './apt';
import { command } from './command';
import { modulesFolder } from './folders';

export const sandboxScript = path.join(modulesFolder, 'sandbox.sh');

/** What a small Debian holds, and where it goes. */
export interface Contents {
  readonly suite: string;
  readonly packages: readonly string[];
  /** Patterns of files that are left out. */
  readonly excluded?: readonly string[];
}

/**
 * Makes a small Debian in a folder, in place of an earlier one.
 * @param options of mmdebstrap
 * @throws with the output of mmdebstrap when it fails
 */
export async function makeRoot(
  root: string,
  { suite, packages, excluded = [] }: Contents,
  options: readonly string[],
): Promise<void> {
  removeRoot(root);
  mkdirSync(path.dirname(root), { recursive: true });
  const left = excluded.map((files) => `--dpkgopt=path-exclude=${files}`);
  const wanted = `--include=${packages.join(',')}`;
  const languages = '--aptopt=Acquire::Languages "none"';
  const args = ['--quiet', languages, '--dpkgopt=force-unsafe-io', ...left, wanted, ...options];
  await command('mmdebstrap', [...args, suite, root, await debianMirror()], {
    cwd: path.dirname(root),
  });
  // Without it a program of Go finds no localhost.
  mkdirSync(path.join(root, 'etc'), { recursive: true });
  writeFileSync(path.join(root, 'etc', 'hosts'), '127.0.0.1 localhost\n::1 localhost\n');
}

/** Removes a root. @throws where something is mounted in it: removing would reach what is mounted */
export function removeRoot(root: string): void {
  if (!existsSync(root)) return;
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8');
  if (mounts.includes(` ${root}/`)) throw new Error(`something is mounted in ${root}`);
  rmSync(root, { recursive: true });
}

export interface Sandbox {
  readonly root: string;
  /** An empty folder that a run mounts its own root over. */
  readonly over: string;
  /** Where the shared folder is seen, below the root. */
  readonly seen: string;
  /** What runs programs of another processor. */
  readonly interpreter?: string;
}

/** A program and its arguments. */
export type Invocation = readonly [program: string, args: readonly string[]];

/**
 * How to start a program in a sandbox. When it ends, or whoever starts it does, all that it started and all mounts are gone.
 * @param shared the folder to share; undefined: none, and what is written in the root stays
 */
export function sandboxed(
  { root, over, seen, interpreter }: Sandbox,
  shared: string | undefined,
  [program, args]: Invocation,
): Invocation {
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private'];
  // In a namespace of users of its own an interpreter is known to nobody else.
  const users = interpreter === undefined ? [] : ['--user', '--map-root-user'];
  const script = ['sh', sandboxScript, root, over, shared ?? '', seen, program, ...args];
  const set = interpreter === undefined ? [] : ['env', `INTERPRETER=${interpreter}`];
  const tied = ['--pdeathsig', 'KILL', 'unshare']; // it does not outlive whoever starts it
  return ['setpriv', [...tied, ...namespaces, ...users, ...set, ...script]];
}
