import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { applyEdits, modify } from 'jsonc-parser';
import { type Manifest, readManifest } from '../identity';
import { root } from '../paths';
import { passages } from './passages';
import { pageAddress } from './address';

/** Where the address of the repository stands, each with how a text of that file takes it. */
const places: Readonly<Record<string, (text: string, manifest: Manifest) => string>> = {
  'vss-extension.json': (text, { repository }) => {
    if (repository === undefined) return text;
    const links = {
      getstarted: { uri: pageAddress(repository.uri, 'docs/getting-started.md') },
      learn: { uri: pageAddress(repository.uri, 'docs/README.md') },
      support: { uri: pageAddress(repository.uri, 'docs/troubleshooting.md') },
    };
    return withField(withField(text, 'repository', repository), 'links', links);
  },
  'Tasks/Notation/task.json': (text, { repository }) =>
    repository === undefined
      ? text
      : withField(text, 'helpUrl', pageAddress(repository.uri, 'docs/README.md')),
  'README.md': (text, manifest) => withPassage(text, passages.readme(manifest)),
  'overview.md': (text, manifest) => withPassage(text, passages.overview(manifest)),
  'SECURITY.md': (text, manifest) => withPassage(text, passages.security(manifest)),
};

/** The files that name the repository. */
export const filesWithAddress: readonly string[] = Object.keys(places);

/**
 * A file's text as the manifest wants it: with the address of its repository, or with the words for
 * an extension without one.
 *
 * @throws Error where a page has lost the place for the address
 */
export function withAddress(file: string, text: string, manifest: Manifest): string {
  return places[file]?.(text, manifest) ?? text;
}

/** The files that say another address than vss-extension.json. Widths of tables do not count. */
export function addressProblems(manifest: Manifest = readManifest()): string[] {
  return filesWithAddress
    .filter((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      return words(withAddress(file, text, manifest)) !== words(text);
    })
    .map((file) => `${file}: another address of the repository: run npm run publisher`);
}

function words(text: string): string {
  return text.replace(/\s+/g, '');
}

function withField(json: string, field: string, value: unknown): string {
  return applyEdits(json, modify(json, [field], value, { formattingOptions: {} }));
}

/** A page keeps its passage between two comments, which no reader sees. */
const passage = /(<!-- repository: written by npm run publisher -->\n)[\s\S]*?(<!-- end -->)/;

function withPassage(page: string, text: string): string {
  if (!passage.test(page)) throw new Error('a page has no place for the address of the repository');
  return page.replace(passage, (_, begin: string, end: string) => `${begin}\n${text}\n\n${end}`);
}
