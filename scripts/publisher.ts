import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as prettier from 'prettier';
import { filesWithNames, renamed } from './docs/names';
import { type Manifest, readManifest } from './identity';
import { root } from './paths';
import { type Request, readRequest, usage } from './publisher/arguments';
import { freshIds, withIds } from './publisher/ids';
import { filesWithAddress, withAddress } from './publisher/places';

const MANIFEST = 'vss-extension.json';

/**
 * Writes the publisher, the address of the repository and new IDs everywhere they stand. Files that
 * change are formatted again: the columns of tables have the width of their content.
 *
 * @returns the files that changed
 */
export async function write({ publisher, repository, newIds }: Request): Promise<string[]> {
  const old = readManifest();
  const manifest: Manifest = {
    ...old,
    publisher,
    ...(repository === undefined ? {} : { repository: { type: 'git', uri: repository } }),
  };
  const ids = newIds ? freshIds() : new Map<string, string>();
  const files = [...new Set([MANIFEST, ...filesWithAddress, ...filesWithNames()])];
  const changed: string[] = [];
  for (const file of files) {
    const change = (text: string): string =>
      withIds(withAddress(file, named(file, text, publisher), manifest), ids);
    if (await rewrite(file, change)) changed.push(file);
  }
  return changed;
}

function named(file: string, text: string, publisher: string): string {
  if (file !== MANIFEST) return renamed(text, publisher);
  return text.replace(/("publisher": ")[^"]*(")/, `$1${publisher}$2`);
}

async function rewrite(file: string, change: (text: string) => string): Promise<boolean> {
  const target = path.join(root, file);
  const text = readFileSync(target, 'utf8');
  const changed = change(text);
  if (changed === text) return false;
  const formatted = await formattedText(target, changed);
  writeFileSync(target, formatted);
  return formatted !== text;
}

async function formattedText(filepath: string, text: string): Promise<string> {
  if (!/\.(md|json)$/.test(filepath)) return text;
  const ignorePath = path.join(root, '.prettierignore');
  if ((await prettier.getFileInfo(filepath, { ignorePath })).ignored) return text;
  const settings = await prettier.resolveConfig(filepath);
  return prettier.format(text, { ...settings, filepath });
}

async function run(words: readonly string[]): Promise<void> {
  const request = readRequest(words);
  if (request === undefined) {
    console.error(usage);
    process.exitCode = 1;
    return;
  }
  for (const file of await write(request)) console.log(file);
}

if (require.main === module) void run(process.argv.slice(2));
