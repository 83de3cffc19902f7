import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as yauzl from 'yauzl';
import { DIST, UNPACKED, root } from './paths';

/** What the package holds, and nothing else. Strings of other languages match the pattern. */
const intended = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension.vsomanifest',
  'LICENSE',
  'README.md',
  'images/icon.png',
  'Notation/LICENSE',
  'Notation/THIRD_PARTY_LICENSES.txt',
  'Notation/data/releases.json',
  'Notation/icon.png',
  'Notation/index.js',
  'Notation/main.js',
  'Notation/task.json',
];
const strings = /^Notation\/Strings\/resources\.resjson\/[a-z]{2}-[A-Z]{2}\/resources\.resjson$/;

/** The ceilings of the task's folder. */
const MOST_BYTES = 450_000;
const MOST_FILES = 40;

async function packageExtension(): Promise<void> {
  rmSync(DIST, { recursive: true, force: true });
  mkdirSync(DIST);
  const arguments_ = ['extension', 'create', '--root', root, '--output-path', DIST, '--no-prompt'];
  const manifest = ['--manifest-globs', 'vss-extension.json'];
  // tfx exits 0 with a warning where a file is missing: what it packed is looked at below.
  execFileSync('npx', ['tfx', ...arguments_, ...manifest], { cwd: root, encoding: 'utf8' });
  const [name] = readdirSync(DIST);
  if (name === undefined) throw new Error('tfx made no package');
  const sizes = await unpack(path.join(DIST, name));
  checkContent(sizes);
  report(name, sizes);
}

/** Unpacks the package; gives each file's compressed size. */
async function unpack(file: string): Promise<Map<string, number>> {
  rmSync(UNPACKED, { recursive: true, force: true });
  const sizes = new Map<string, number>();
  const zip = await yauzl.openPromise(file);
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const target = path.join(UNPACKED, entry.fileName);
    mkdirSync(path.dirname(target), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
    sizes.set(entry.fileName, entry.compressedSize);
  }
  return sizes;
}

function checkContent(sizes: ReadonlyMap<string, number>): void {
  const names = [...sizes.keys()];
  const missing = intended.filter((name) => !sizes.has(name));
  const extra = names.filter((name) => !intended.includes(name) && !strings.test(name));
  if (missing.length > 0) throw new Error(`the package lacks: ${missing.join(', ')}`);
  if (extra.length > 0)
    throw new Error(`the package holds what it should not: ${extra.join(', ')}`);
}

function report(name: string, sizes: ReadonlyMap<string, number>): void {
  const task = [...sizes].filter(([file]) => file.startsWith('Notation/'));
  const bytes = task.reduce((sum, [, size]) => sum + size, 0);
  const whole = statSync(path.join(DIST, name)).size;
  console.log(`${name}: ${kilobytes(whole)}; the task: ${task.length} files, ${kilobytes(bytes)}`);
  if (bytes > MOST_BYTES || task.length > MOST_FILES) {
    throw new Error(`the task may have ${MOST_FILES} files and ${kilobytes(MOST_BYTES)}`);
  }
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}

void packageExtension();
