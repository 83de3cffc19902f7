import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { TASK_SOURCE, root } from '../../../../../scripts/paths';
import { leftOut, otherRooms } from './leftOut';

/** What unit tests import, besides Node's own modules. The packages that these need are found. */
const packages = ['mocha', 'sinon', 'fast-check', 'yazl', 'typed-rest-client', 'markdown-it'];

/** The files of unit tests that run on another platform, relative to the folder of unit tests, with `/`. */
export function unitFiles(): string[] {
  const folder = path.join(TASK_SOURCE, 'tests', 'unit');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => !otherRooms.includes(name.split('/')[0] ?? '') && !(name in leftOut))
    .sort();
}

/** Copies what the unit tests run into an empty folder, as JavaScript. */
export async function copyTree(folder: string): Promise<void> {
  const sources = ['Tasks/Notation/src', 'Tasks/Notation/tests', 'emulator', 'scripts', 'data'];
  const entryPoints = sources
    .map((name) => path.join(root, name))
    .filter((name) => existsSync(name))
    .flatMap((name) =>
      readdirSync(name, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => path.join(name, file)),
    );
  const shared = { platform: 'node', format: 'cjs', target: 'node20', logLevel: 'error' } as const;
  await build({ ...shared, entryPoints, outbase: root, outdir: folder });
  for (const name of ['task.json', 'data', 'Strings', 'task.loc.json']) {
    const source = path.join(TASK_SOURCE, name);
    const target = path.join(folder, 'Tasks', 'Notation', name);
    if (existsSync(source)) cpSync(source, target, { recursive: true });
  }
  const { dependencies } = readManifest(root);
  for (const name of neededPackages([...packages, ...Object.keys(dependencies ?? {})])) {
    const target = path.join(folder, 'node_modules', name);
    mkdirSync(path.dirname(target), { recursive: true });
    cpSync(path.join(root, 'node_modules', name), target, { recursive: true });
  }
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Packages with all that they need; what lies within a package goes with it. */
function neededPackages(wanted: readonly string[]): Set<string> {
  const found = new Set<string>();
  const add = (name: string): void => {
    const folder = path.join(root, 'node_modules', name);
    if (found.has(name) || !existsSync(folder)) return;
    found.add(name);
    for (const each of Object.keys(readManifest(folder).dependencies ?? {})) add(each);
    for (const inner of innerPackages(folder)) {
      for (const each of Object.keys(readManifest(inner).dependencies ?? {})) add(each);
    }
  };
  for (const name of wanted) add(name);
  return found;
}

/** The packages within a package. */
function innerPackages(folder: string): string[] {
  const inner = path.join(folder, 'node_modules');
  if (!existsSync(inner)) return [];
  return readdirSync(inner, { recursive: true, encoding: 'utf8' })
    .filter((name) => path.basename(name) === 'package.json')
    .map((name) => path.dirname(path.join(inner, name)));
}
