import { existsSync, readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import Ajv from 'ajv';
import schema from './task.schema.json';
import { TASK_SOURCE, root } from './paths';
import { readTask, stringsFile, textsOf } from './strings';

/** What holds between the parts of task.json, the strings and the sources; each problem a line. */
function problems(): string[] {
  return [
    ...schemaProblems(),
    ...stringProblems(),
    ...lengthProblems(readTask().messages),
    ...sourceProblems(),
    ...versionProblems(),
  ];
}

/** The longest text of an error without the values of its placeholders, in characters. */
const MAX_ERROR_CHARACTERS = 300;

/**
 * Errors that a reader of a log does not read to their end.
 *
 * @param messages of task.json, in English
 */
export function lengthProblems(messages: Readonly<Record<string, string>>): string[] {
  return Object.entries(messages)
    .filter(([key]) => key.startsWith('Error_'))
    .map(([key, text]) => [key, text.replaceAll('%s', '').length] as const)
    .filter(([, characters]) => characters > MAX_ERROR_CHARACTERS)
    .map(([key, characters]) => `${key} has ${characters} characters, more than 300`);
}

function schemaProblems(): string[] {
  const ajv = new Ajv({ allErrors: true, strict: false });
  if (ajv.validate(schema, readTask())) return [];
  return (ajv.errors ?? []).map((error) => `task.json${error.instancePath} ${error.message ?? ''}`);
}

/** Every language has every text, with as many placeholders; English is task.json's own. */
function stringProblems(): string[] {
  const texts = textsOf(readTask());
  const locales = readdirSync(path.join(TASK_SOURCE, 'Strings/resources.resjson'));
  return locales.flatMap((locale) => {
    const strings = JSON.parse(readFileSync(stringsFile(locale), 'utf8')) as Record<string, string>;
    const missing = Object.keys(texts).filter((key) => strings[key] === undefined);
    const unknown = Object.keys(strings).filter((key) => texts[key] === undefined);
    const differ = Object.keys(texts).filter(
      (key) => placeholders(strings[key] ?? '') !== placeholders(texts[key] ?? ''),
    );
    const stale =
      locale === 'en-US' && Object.keys(texts).some((key) => strings[key] !== texts[key]);
    return [
      ...missing.map((key) => `${locale}: no text for ${key}`),
      ...unknown.map((key) => `${locale}: task.json has no ${key}`),
      ...differ.map((key) => `${locale}: other placeholders in ${key}`),
      ...(stale ? ['en-US differs from task.json: run npm run strings'] : []),
    ];
  });
}

function placeholders(text: string): number {
  return text.split('%s').length;
}

/** Messages that no source names, and inputs that none reads. */
function sourceProblems(): string[] {
  const sources = sourceText(path.join(TASK_SOURCE, 'src'));
  const { messages, inputs } = readTask();
  const named = (name: string): boolean => sources.includes(`'${name}'`);
  return [
    ...Object.keys(messages)
      // Codes, statuses and outcomes are named without the prefix that their text has.
      .filter(
        (key) =>
          !named(key) &&
          !named(key.replace(/^[A-Za-z]+_/, '')) &&
          !sources.includes(` ${key.replace(/^[A-Za-z]+_/, '')}: `),
      )
      .map((key) => `no source names the message ${key}`),
    ...inputs
      .filter(({ name }) => !named(name))
      .map(({ name }) => `no source reads the input ${name}`),
  ];
}

function sourceText(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const file = path.join(folder, entry.name);
      return entry.isDirectory() ? sourceText(file) : readFileSync(file, 'utf8');
    })
    .join('\n');
}

/** A file of the repository that bears the version, in one place or two. */
interface Versioned {
  readonly version: string;
  /** Of package-lock.json: the repository itself is the package without a name. */
  readonly packages?: Readonly<Record<string, { readonly version?: string }>>;
}

/**
 * The extension and its task are released together, under one version.
 *
 * @param folder the top of a repository
 */
export function versionProblems(folder = root): string[] {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  const { Major, Minor, Patch } = (
    read('Tasks/Notation/task.json') as { version: Record<'Major' | 'Minor' | 'Patch', number> }
  ).version;
  const task = `${Major}.${Minor}.${Patch}`;
  return ['package.json', 'package-lock.json', 'vss-extension.json']
    .filter((file) => existsSync(path.join(folder, file)))
    .filter((file) => {
      const { version, packages } = read(file) as Versioned;
      return [version, packages?.['']?.version ?? version].some((one) => one !== task);
    })
    .map((file) => `${file} has another version than task.json (${task})`);
}

if (require.main === module) {
  const found = problems();
  for (const problem of found) console.error(problem);
  process.exitCode = found.length === 0 ? 0 : 1;
}
