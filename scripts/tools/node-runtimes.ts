import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { command } from './command';
import { modulesFolder, toolsFolder } from './folders';
import { fingerprint, type Part } from './stamp';

/** The Node runtimes of one platform: which folder pins them, and where they go in the tools folder. */
export interface NodeRuntimes {
  /** The part's name, and the name of the folder below the tools folder. */
  readonly name: string;
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
}

const { platform, arch: architecture } = process;

/** The runtimes that this machine runs by itself. */
export const ownNode: NodeRuntimes = { name: 'node', platform, architecture };

/** The runtimes for Wine. */
export const windowsNode: NodeRuntimes = {
  name: 'node-windows',
  platform: 'win32',
  architecture: 'x64',
};

/** The runtimes for qemu. */
export const arm64Node: NodeRuntimes = {
  name: 'node-arm64',
  platform: 'linux',
  architecture: 'arm64',
};

/** The folder that pins the runtimes. npm passes over packages of another platform, so that one file can pin many. */
function sourceFolder({ platform }: NodeRuntimes): string {
  return path.join(modulesFolder, platform === 'win32' ? 'node-windows' : 'node');
}

/** The aliases in package.json for a platform, such as `node16-linux-x64`, by major. */
function aliasesOf(set: NodeRuntimes): Map<string, string> {
  const text = readFileSync(path.join(sourceFolder(set), 'package.json'), 'utf8');
  const { optionalDependencies } = JSON.parse(text) as {
    optionalDependencies: Record<string, string>;
  };
  const suffix = `-${set.platform}-${set.architecture}`;
  const fitting = Object.keys(optionalDependencies).filter((alias) => alias.endsWith(suffix));
  return new Map(fitting.map((alias) => [alias.slice('node'.length, -suffix.length), alias]));
}

/** The program of a runtime, relative to the runtime's folder. */
export function nodeProgram(platform: NodeJS.Platform): string {
  return path.join('bin', platform === 'win32' ? 'node.exe' : 'node');
}

/** Gives the part that all Node runtimes of a platform make up. */
export function nodePart(set: NodeRuntimes): Part {
  const sources = ['package.json', 'package-lock.json'].map((file) =>
    path.join(sourceFolder(set), file),
  );
  return {
    name: set.name,
    source: fingerprint(sources, [`-${set.platform}-${set.architecture}`]),
    files: [...aliasesOf(set).keys()].map((major) =>
      path.join(toolsFolder, set.name, major, nodeProgram(set.platform)),
    ),
  };
}

/**
 * Installs the Node runtimes of a platform as `<tools>/<name>/<major>/bin/node`.
 * @throws with npm's output when it fails, or when npm left a runtime out
 */
export async function installNodeRuntimes(set: NodeRuntimes): Promise<void> {
  mkdirSync(toolsFolder, { recursive: true });
  const work = mkdtempSync(path.join(toolsFolder, 'npm-'));
  try {
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
      copyFileSync(path.join(sourceFolder(set), file), path.join(work, file));
    }
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
    const target = [`--os=${set.platform}`, `--cpu=${set.architecture}`];
    await command('npm', ['ci', ...quiet, ...target], { cwd: work });
    const fresh = path.join(work, 'node');
    mkdirSync(fresh);
    for (const [major, alias] of aliasesOf(set)) {
      const installed = path.join(work, 'node_modules', alias);
      // npm passes silently over an optional dependency that it failed to download.
      if (!existsSync(path.join(installed, nodeProgram(set.platform)))) {
        throw new Error(`npm left out ${alias}. Check the connection and run it again.`);
      }
      renameSync(installed, path.join(fresh, major));
    }
    const targetFolder = path.join(toolsFolder, set.name);
    rmSync(targetFolder, { recursive: true, force: true });
    renameSync(fresh, targetFolder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
