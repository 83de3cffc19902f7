import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { command } from './command';

const options = { cwd: path.parse(__dirname).root };
const withLibraryLogOff = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };

/** Whether the lists of packages were asked for in this run. */
let isUpdated = false;

/** Has apt read the lists of its sources, once. @throws with apt's output when it fails */
export async function updateLists(): Promise<void> {
  if (isUpdated) return;
  await command('apt-get', ['update', '-qq'], options);
  isUpdated = true;
}

/** Installs the packages of which a program is not there. @throws with apt's output when it fails */
export async function installMissing(programs: Readonly<Record<string, string>>): Promise<void> {
  const missing = Object.entries(programs).filter(([program]) => !isInstalled(program));
  if (missing.length === 0) return;
  await updateLists();
  const names = missing.map(([, name]) => name);
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...names];
  await command('apt-get', args, { ...options, env: withLibraryLogOff });
}

function isInstalled(program: string): boolean {
  return ['/usr/bin', '/usr/sbin'].some((folder) => existsSync(path.join(folder, program)));
}

/**
 * The address of the Debian archive that this machine's own apt uses.
 * @throws where apt has no source of Debian
 */
export async function debianMirror(): Promise<string> {
  await updateLists();
  const format = '$(ORIGIN)|$(COMPONENT)|$(RELEASE)|$(SITE)';
  const args = ['indextargets', '--format', format, 'Created-By: Packages'];
  const lines = spawnSync('apt-get', args, options).stdout.toString().split('\n');
  const main = lines
    .map((line) => line.split('|'))
    .find(
      ([origin, component, release = '']) =>
        origin === 'Debian' && component === 'main' && !release.includes('-'),
    );
  const site = main?.[3];
  if (site === undefined) throw new Error('the sources of apt name no archive of Debian');
  return site;
}
