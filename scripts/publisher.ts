import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as prettier from 'prettier';
import { filesWithNames, renamed } from './docs/names';
import { root } from './paths';

const publisherId = /^[A-Za-z0-9][A-Za-z0-9-]*$/;

/**
 * Writes another publisher into the manifest, and into all that names the task in full. Pages are
 * formatted again: the columns of their tables have the width of what stands in them.
 *
 * @param publisher an ID as the Marketplace gives it
 * @returns the files that changed
 */
export async function setPublisher(publisher: string): Promise<string[]> {
  const changed = filesWithNames().filter((file) =>
    rewrite(file, (text) => renamed(text, publisher)),
  );
  for (const file of changed.filter((name) => name.endsWith('.md'))) await format(file);
  const manifest = 'vss-extension.json';
  const field = /("publisher": ")[^"]*(")/;
  const isChanged = rewrite(manifest, (text) => text.replace(field, `$1${publisher}$2`));
  return isChanged ? [manifest, ...changed] : changed;
}

function rewrite(file: string, change: (text: string) => string): boolean {
  const target = path.join(root, file);
  const text = readFileSync(target, 'utf8');
  const changed = change(text);
  if (changed !== text) writeFileSync(target, changed);
  return changed !== text;
}

async function format(file: string): Promise<void> {
  const filepath = path.join(root, file);
  const ignorePath = path.join(root, '.prettierignore');
  if ((await prettier.getFileInfo(filepath, { ignorePath })).ignored) return;
  const settings = await prettier.resolveConfig(filepath);
  const text = readFileSync(filepath, 'utf8');
  writeFileSync(filepath, await prettier.format(text, { ...settings, filepath }));
}

async function run([publisher = '', ...more]: readonly string[]): Promise<void> {
  if (publisherId.test(publisher) && more.length === 0) {
    for (const file of await setPublisher(publisher)) console.log(file);
    return;
  }
  console.error('usage: npm run publisher -- <publisher id>');
  console.error('An ID has letters, digits and hyphens, as the Marketplace gives it.');
  process.exitCode = 1;
}

if (require.main === module) void run(process.argv.slice(2));
