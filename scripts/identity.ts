import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { TASK_BUILD, root } from './paths';

/** The part of vss-extension.json that says who and what this is. */
export interface Manifest {
  readonly publisher: string;
  readonly id: string;
  readonly version: string;
  readonly name: string;
  /** Missing until `npm run publisher` has written it: no release is made before. */
  readonly repository?: { readonly type: 'git'; readonly uri: string };
  readonly contributions: readonly { readonly id: string }[];
  readonly icons: Readonly<Record<string, string>>;
  readonly files: readonly { readonly path: string }[];
  readonly content: Readonly<Record<string, { readonly path: string }>>;
}

/** The task of the development extension: the Marketplace refuses the same ID or name twice. */
export const developmentTask = {
  id: 'd5353e92-7dd7-4ed6-9bee-a113713b1a05',
  name: 'NotationDev',
  friendlyName: 'Notation (development)',
};

/** Where the development extension is put together; nothing that tests run is touched. */
const DEVELOPMENT = path.join(root, 'build/development');

/** vss-extension.json, the production identity. */
export function readManifest(): Manifest {
  return readJson(path.join(root, 'vss-extension.json')) as Manifest;
}

/**
 * How pipelines name the task in full, without its version.
 *
 * @param manifest of the extension
 * @param task its name in task.json
 */
export function fullNameOf({ publisher, id, contributions }: Manifest, task = 'Notation'): string {
  return [publisher, id, contributions[0]?.id, task].join('.');
}

/**
 * Copies what the package is made of to a folder of its own, under the development identity.
 *
 * @param patch the last number of its version, for agents keep a task by its ID and version
 * @returns the folder, to be packed as the repository is
 */
export function prepareDevelopment(patch: number | undefined): string {
  const manifest = readManifest();
  rmSync(DEVELOPMENT, { recursive: true, force: true });
  for (const file of partsOf(manifest)) {
    cpSync(path.join(root, file), path.join(DEVELOPMENT, file), { recursive: true });
  }
  const taskFile = path.join(DEVELOPMENT, path.relative(root, TASK_BUILD), 'task.json');
  const task = readJson(taskFile) as { version: Record<'Major' | 'Minor' | 'Patch', number> };
  const numbers = { ...task.version, ...(patch === undefined ? {} : { Patch: patch }) };
  const version = [numbers.Major, numbers.Minor, numbers.Patch].join('.');
  const identity = readJson(path.join(root, 'vss-extension.development.json')) as object;
  writeJson(taskFile, { ...task, ...developmentTask, version: numbers });
  writeJson(path.join(DEVELOPMENT, 'vss-extension.json'), { ...manifest, ...identity, version });
  return DEVELOPMENT;
}

/** Every file and folder that the manifest names. */
function partsOf({ files, icons, content }: Manifest): string[] {
  const others = [...files, ...Object.values(content)].map(({ path: file }) => file);
  return [...Object.values(icons), ...others];
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function writeJson(file: string, content: object): void {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}
