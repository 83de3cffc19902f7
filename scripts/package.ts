import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { BundledPackage } from './bundle';
import { prepareDevelopment, readManifest } from './identity';
import { BUNDLED, DIST, UNPACKED, root } from './paths';
import { assertReleasable } from './releasable';
import { checksumOf, normaliseZip } from './reproducible';
import { billOfMaterials } from './sbom';
import { unpack } from './unpack';

/** What the package holds, and nothing else. Strings of other languages match the pattern. */
const intended = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension.vsomanifest',
  'LICENSE',
  'docs/images/panel-sign.png',
  'overview.md',
  'images/icon.png',
  'Notation/LICENSE',
  'Notation/THIRD_PARTY_LICENSES.txt',
  'Notation/data/publishers.json',
  'Notation/data/releases.json',
  'Notation/icon.png',
  'Notation/index.js',
  'Notation/jsonc-parser.js',
  'Notation/main.js',
  'Notation/task.json',
  'Notation/yaml.js',
];
const strings = /^Notation\/Strings\/resources\.resjson\/[a-z]{2}-[A-Z]{2}\/resources\.resjson$/;

/** The ceilings of the task's folder. */
export const MAX_TASK_BYTES = 550_000;
const MAX_FILES = 40;

/**
 * Packs what was built, to the same bytes for the same content.
 *
 * @param folder gets the package
 * @param source holds vss-extension.json and what that names
 * @returns the package
 */
export async function pack(folder: string, source = root): Promise<string> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const create = ['extension', 'create', '--root', source, '--output-path', folder, '--no-prompt'];
  const manifest = ['--manifest-globs', 'vss-extension.json'];
  // tfx exits 0 with a warning where a file is missing: what it packed is looked at below.
  const tfx = require.resolve('tfx-cli/_build/tfx-cli.js'); // the one of the lock file: npx might fetch another
  execFileSync(process.execPath, [tfx, ...create, ...manifest], { cwd: root, encoding: 'utf8' });
  const [name] = readdirSync(folder);
  if (name === undefined) throw new Error('tfx made no package');
  const file = path.join(folder, name);
  await normaliseZip(file);
  return file;
}

async function packageExtension(words: readonly string[]): Promise<void> {
  const isDevelopment = words.includes('--development');
  if (words.includes('--release')) assertReleasable();
  const patch = words.find((word) => /^\d+$/.test(word));
  const source = isDevelopment
    ? prepareDevelopment(patch === undefined ? undefined : Number(patch))
    : root;
  const file = await pack(isDevelopment ? path.join(DIST, 'development') : DIST, source);
  const sizes = await unpack(file, isDevelopment ? `${UNPACKED}-development` : UNPACKED);
  checkContent(sizes);
  const packages = JSON.parse(readFileSync(BUNDLED, 'utf8')) as BundledPackage[];
  const { id: name, version } = readManifest();
  writeFileSync(file.replace(/vsix$/, 'cdx.json'), billOfMaterials({ name, version }, packages));
  report(file, sizes, packages.length);
}

function checkContent(sizes: ReadonlyMap<string, number>): void {
  const names = [...sizes.keys()];
  const missing = intended.filter((name) => !sizes.has(name));
  const extra = names.filter((name) => !intended.includes(name) && !strings.test(name));
  if (missing.length > 0) throw new Error(`the package lacks: ${missing.join(', ')}`);
  if (extra.length > 0)
    throw new Error(`the package holds what it should not: ${extra.join(', ')}`);
}

function report(file: string, sizes: ReadonlyMap<string, number>, packages: number): void {
  const task = [...sizes].filter(([name]) => name.startsWith('Notation/'));
  const bytes = task.reduce((sum, [, size]) => sum + size, 0);
  const whole = `${path.basename(file)}: ${kilobytes(statSync(file).size)}`;
  console.log(`${whole}; the task: ${task.length} files, ${kilobytes(bytes)}`);
  console.log(`sha256 ${checksumOf(file)}; bundled packages: ${packages}`);
  if (bytes > MAX_TASK_BYTES || task.length > MAX_FILES) {
    throw new Error(`the task may have ${MAX_FILES} files and ${kilobytes(MAX_TASK_BYTES)}`);
  }
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}

if (require.main === module) void packageExtension(process.argv.slice(2));
