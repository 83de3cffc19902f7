import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { filesWithNames, renamed } from './docs/names';
import { root } from './paths';

/**
 * Writes another publisher into the manifest, and into all that names the task in full.
 *
 * @param publisher an ID as the Marketplace gives it
 * @returns the files that changed
 * @throws Error where it is none
 */
export function setPublisher(publisher: string): string[] {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(publisher)) throw new Error('usage: <publisher id>');
  const changed = filesWithNames().filter((file) =>
    rewrite(file, (text) => renamed(text, publisher)),
  );
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

if (require.main === module) {
  for (const file of setPublisher(process.argv[2] ?? '')) console.log(file);
}
