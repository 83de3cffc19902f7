import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { installMissing } from './apt';
import { command } from './command';
import { modulesFolder, toolsFolder } from './folders';
import { type Contents, type Invocation, type Sandbox } from './sandbox';
import { makeRoot, sandboxScript, sandboxed } from './sandbox';
import { fingerprint, type Part } from './stamp';

const description = path.join(modulesFolder, 'arm64.json');
const folder = path.join(toolsFolder, 'arm64');
const qemu = 'qemu-aarch64-static';
const sandbox: Sandbox = {
  root: path.join(folder, 'root'),
  over: path.join(folder, 'mount'),
  seen: '/work',
  interpreter: `/usr/bin/${qemu}`,
};

/** Gives the part that the libraries of arm64 make up, and the program that stands in for the processor. */
export function arm64Part(): Part {
  return {
    name: 'arm64',
    source: fingerprint([description, sandboxScript], []),
    files: [path.join(sandbox.root, 'etc', 'hosts'), sandbox.over, `/usr/bin/${qemu}`],
  };
}

/**
 * Gets the libraries that a Node of arm64 needs, and qemu. It asks for root.
 * @throws with the output of the program that failed
 */
export async function installArm64(): Promise<void> {
  const unpacked = { mmdebstrap: 'mmdebstrap', unshare: 'util-linux' };
  await installMissing({ ...unpacked, [qemu]: 'qemu-user-static' });
  const contents = JSON.parse(readFileSync(description, 'utf8')) as Contents;
  await makeRoot(sandbox.root, contents, ['--variant=extract', '--architectures=arm64']);
  mkdirSync(sandbox.over, { recursive: true });
  // A machine that lets nobody name such an interpreter is found out now, and not by a test.
  const loader = ['/lib/ld-linux-aarch64.so.1', ['--version']] as const;
  const [starter, args] = sandboxed(sandbox, undefined, loader);
  await command(starter, args, { cwd: folder });
}

/**
 * How to start a program of arm64 on this machine.
 * @param work the folder that is /work there
 */
export function onArm64(work: string, invocation: Invocation): Invocation {
  return sandboxed(sandbox, work, invocation);
}
