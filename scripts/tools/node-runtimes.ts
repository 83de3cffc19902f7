import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { command } from './command';
import { modulesFolder, toolsFolder } from './folders';
import { fingerprint, type Part } from './stamp';

const sourceFolder = path.join(modulesFolder, 'node');
const targetFolder = path.join(toolsFolder, 'node');
const suffix = `-${process.platform}-${process.arch}`;

/** The aliases in package.json that fit this machine, such as `node16-linux-x64`, by major. */
function runtimes(): Map<string, string> {
  const text = readFileSync(path.join(sourceFolder, 'package.json'), 'utf8');
  const { optionalDependencies } = JSON.parse(text) as {
    optionalDependencies: Record<string, string>;
  };
  const fitting = Object.keys(optionalDependencies).filter((alias) => alias.endsWith(suffix));
  return new Map(fitting.map((alias) => [alias.slice('node'.length, -suffix.length), alias]));
}

/** Gives the part that all Node runtimes of this platform make up. */
export function nodePart(): Part {
  const sources = ['package.json', 'package-lock.json'].map((file) =>
    path.join(sourceFolder, file),
  );
  return {
    name: 'node',
    source: fingerprint(sources, [suffix]),
    files: [...runtimes().keys()].map((major) => path.join(targetFolder, major, 'bin', 'node')),
  };
}

/**
 * Installs the Node runtimes as `<tools>/node/<major>/bin/node` and gives their majors.
 * @throws with npm's output when it fails, or when npm left a runtime out
 */
export async function installNodeRuntimes(): Promise<string[]> {
  mkdirSync(toolsFolder, { recursive: true });
  const work = mkdtempSync(path.join(toolsFolder, 'npm-'));
  try {
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
      copyFileSync(path.join(sourceFolder, file), path.join(work, file));
    }
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
    await command('npm', ['ci', ...quiet], { cwd: work });
    const fresh = path.join(work, 'node');
    mkdirSync(fresh);
    for (const [major, alias] of runtimes()) {
      const installed = path.join(work, 'node_modules', alias);
      // npm passes silently over an optional dependency that it failed to download.
      if (!existsSync(path.join(installed, 'bin', 'node'))) {
        throw new Error(`npm left out ${alias}. Check the connection and run it again.`);
      }
      renameSync(installed, path.join(fresh, major));
    }
    rmSync(targetFolder, { recursive: true, force: true });
    renameSync(fresh, targetFolder);
    return [...runtimes().keys()];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
