import { readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../paths';

/** A page for people, by its path in the repository. */
export interface Page {
  readonly name: string;
  readonly text: string;
}

/** The pages at the top of the repository and in docs/. */
export function pages(): Page[] {
  const names = ['.', 'docs'].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => path.posix.join(folder, name)),
  );
  return names.map((name) => ({ name, text: readFileSync(path.join(root, name), 'utf8') }));
}
