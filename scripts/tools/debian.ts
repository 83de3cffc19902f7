import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { command } from './command';
import { toolsFolder } from './folders';
import type { Installable } from './installable';
import { fingerprint } from './stamp';

const folder = path.join(toolsFolder, 'debian');

const packages = ['docker-registry', 'pass', 'buildah', 'skopeo'];
const programs = ['docker-registry', 'pass', 'buildah', 'skopeo'];

function isMissing(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined;
}

function problem(): string | undefined {
  const missing = ['apt-get', 'dpkg-deb'].filter(isMissing);
  return missing.length === 0 ? undefined : `${missing.join(' and ')} is not on this machine`;
}

/**
 * Gives options that keep apt's lists and archives below a folder. apt's sources stay those of the machine, so that
 * its own mirror is asked, and no right of root is needed.
 */
function aptOptions(work: string): string[] {
  const settings = {
    'Dir::State::lists': path.join(work, 'lists'),
    'Dir::Cache': path.join(work, 'cache'),
    'APT::Sandbox::User': userInfo().username,
    'Debug::NoLocking': '1',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** Downloads the packages, and what they need and the machine lacks, and unpacks all of it; installs nothing. */
async function install(): Promise<void> {
  mkdirSync(toolsFolder, { recursive: true });
  const work = mkdtempSync(path.join(toolsFolder, 'apt-'));
  const archives = path.join(work, 'cache', 'archives');
  try {
    for (const name of [path.join(work, 'lists', 'partial'), path.join(archives, 'partial')]) {
      mkdirSync(name, { recursive: true });
    }
    const options = aptOptions(work);
    await command('apt-get', [...options, '-q', 'update'], { cwd: work });
    const download = ['-q', '-y', '--download-only', '--no-install-recommends', '--reinstall'];
    await command('apt-get', [...options, 'install', ...download, ...packages], { cwd: work });
    const root = path.join(work, 'root');
    for (const name of readdirSync(archives).filter((each) => each.endsWith('.deb'))) {
      await command('dpkg-deb', ['-x', path.join(archives, name), root], { cwd: work });
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(root, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Programs of Debian's packages, unpacked below `<tools>/debian/`. */
export const debianPart: Installable = {
  name: 'debian',
  problem,
  remedy: 'It needs apt-get and dpkg-deb, which Debian and Ubuntu have',
  part: () => ({
    name: 'debian',
    source: fingerprint([], [...packages, process.arch]),
    files: programs.map((program) => path.join(folder, 'usr', 'bin', program)),
  }),
  install,
};
