import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { type Contract, readContract } from './docs/contract';
import { root } from './paths';

/** Codes that no text of task.json has: the entry of the bundle speaks before texts are there. */
const WITHOUT_TEXT = ['NodeTooOld'];

/** How the heading of an entry begins, by the kind of message. */
const prefixes: Readonly<Record<string, string>> = {
  Error: '',
  Warning: 'Warning: ',
  Notice: 'Notice: ',
};

/** Advice that no security tool may give. */
const loosening =
  /\b(disable|turn off|loosen|relax|lower|weaken) (the )?(verification|check|polic|level)|level (to )?`?(permissive|audit|skip)`? instead/i;

/** What is wrong with docs/troubleshooting.md. */
export function troubleshootingProblems(contract: Contract = readContract()): string[] {
  const page = readFileSync(path.join(root, 'docs/troubleshooting.md'), 'utf8');
  return pageProblems(page, contract);
}

/**
 * Each code has one entry, each entry a code, and each says what it means, why, and what to do.
 *
 * @param page Markdown
 */
export function pageProblems(page: string, contract: Contract): string[] {
  const expected = headings(contract);
  const entries = entriesOf(page);
  const titles = entries.map(([title]) => title);
  return [
    ...expected
      .filter((title) => !titles.includes(title))
      .map((title) => `docs/troubleshooting.md has no entry '${title}'`),
    ...titles
      .filter((title) => !expected.includes(title))
      .map((title) => `docs/troubleshooting.md: task.json has no message for '${title}'`),
    ...titles
      .filter((title, index) => titles.indexOf(title) !== index)
      .map((title) => `docs/troubleshooting.md has two entries '${title}'`),
    ...entries.flatMap(([title, text]) =>
      entryProblems(text).map((problem) => `docs/troubleshooting.md, ${title}: ${problem}`),
    ),
  ];
}

function headings({ messages }: Contract): string[] {
  const named = Object.keys(messages).flatMap((key) => {
    const [kind = '', code = ''] = key.split('_');
    const prefix = prefixes[kind];
    return prefix === undefined ? [] : [prefix + code];
  });
  return [...WITHOUT_TEXT, ...named];
}

function entriesOf(page: string): [title: string, text: string][] {
  return page.split(/^(?=#{1,3} )/m).flatMap((part) => {
    const match = /^### (.+)\n([\s\S]*)$/.exec(part);
    return match === null ? [] : [[match[1] ?? '', match[2] ?? '']];
  });
}

function entryProblems(text: string): string[] {
  const [meaning = ''] = text.trim().split('\n');
  return [
    ...(meaning === '' || meaning.startsWith('-') ? ['does not say what it means'] : []),
    ...(/^- \*\*Why:\*\* \S/m.test(text) ? [] : ['does not say why']),
    ...(/^- \*\*Do:\*\* \S/m.test(text) ? [] : ['does not say what to do']),
    ...(loosening.test(text) ? ['advises to check less'] : []),
  ];
}
