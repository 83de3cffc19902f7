import { existsSync, readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { type Manifest, fullNameOf, readManifest } from '../identity';
import { root } from '../paths';

/** Where the task is named in full: single files, and folders with all that is in them. */
const places = [
  ...['README.md', 'overview.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...['azure-pipelines.yml', 'azure-pipelines.smoke.yml'],
  ...[
    'docs',
    'examples',
    'templates',
    'demo',
    'scripts',
    'Tasks/Notation/tests',
    'Tasks/Notation/task.json',
  ],
];
const texts = /\.(md|ya?ml|ts|json)$/;

/** A name of the task in full, `publisher.extension.contribution.task`; tests put its end together. */
const fullName = /([\w-]+)\.notation(?:-dev)?\.notation-task\b(?:\.Notation(?:Dev)?\b)?/g;

/** Every file that may name the task in full, relative to the top of the repository. */
export function filesWithNames(): string[] {
  return places.filter((place) => existsSync(path.join(root, place))).flatMap(list);
}

function list(place: string): string[] {
  if (texts.test(place)) return [place];
  return readdirSync(path.join(root, place), { withFileTypes: true }).flatMap((entry) => {
    const inner = path.posix.join(place, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : list(inner);
    return texts.test(entry.name) ? [inner] : [];
  });
}

/** Pages that name the task otherwise than vss-extension.json and the development identity do. */
export function nameProblems(): string[] {
  const manifest = readManifest();
  return filesWithNames().flatMap((file) =>
    textProblems(readFileSync(path.join(root, file), 'utf8'), manifest).map(
      (problem) => `${file}: ${problem}`,
    ),
  );
}

/** The full names within a text that are those of neither identity. */
export function textProblems(text: string, manifest: Manifest): string[] {
  const development = { ...manifest, id: `${manifest.id}-dev` };
  const names = [fullNameOf(manifest), fullNameOf(development, 'NotationDev')];
  const right = names.flatMap((name) => [name, name.slice(0, name.lastIndexOf('.'))]);
  const wrong = [...text.matchAll(fullName)].map(([name]) => name);
  return [...new Set(wrong)]
    .filter((name) => !right.includes(name) && !name.startsWith('publisher.'))
    .map((name) => `${name} is not the name of this task: run npm run publisher`);
}

/** A text with the full names of another publisher. */
export function renamed(text: string, publisher: string): string {
  return text.replace(fullName, (name, old: string) =>
    old === 'publisher' ? name : publisher + name.slice(old.length),
  );
}

/**
 * What the notes of changes lack: a heading of this version, and a date of each version that went out.
 *
 * @param text of CHANGELOG.md
 */
export function changelogProblems(
  text = readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8'),
): string[] {
  const { version, repository } = readManifest();
  const headings = [...text.matchAll(/^## (\d+\.\d+\.\d+)(.*)$/gm)];
  const isDated = (rest: string): boolean => /^ \(\d{4}-\d{2}-\d{2}\)$/.test(rest);
  // Before the first publication, the version is the one that is being written.
  const isOpen = (rest: string): boolean =>
    repository === undefined && rest === ' (not released yet)';
  return [
    ...(headings.some(([, known]) => known === version)
      ? []
      : [`CHANGELOG.md has no heading '## ${version}'`]),
    ...headings
      .filter(([, , rest = '']) => !isDated(rest) && !isOpen(rest))
      .map(([heading]) => `CHANGELOG.md: '${heading}' has no date: ## <version> (<yyyy-mm-dd>)`),
  ];
}
