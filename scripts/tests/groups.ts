import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { TASK_SOURCE } from '../paths';
import { areRealOnesAtHand } from '../tools/emulated';

const testsFolder = path.join(TASK_SOURCE, 'tests');

/**
 * Gives the test files of `npm test`, as patterns. Those of the emulated platforms come first, for they take longest.
 * Unit tests come last: their files are short, and fill the end of a run.
 */
export function allTests(): string[] {
  const emulated = areRealOnesAtHand() ? [] : [pattern('emulated')];
  return [...emulated, pattern('!(unit|emulated)'), pattern('unit')];
}

/** Gives the group that a test file belongs to, such as `unit` or `scenarios/outcome`. */
export function groupOf(file: string): string {
  const parts = path.relative(testsFolder, file).split(path.sep);
  return parts[0] === 'scenarios' && parts.length > 2
    ? parts.slice(0, 2).join('/')
    : (parts[0] ?? '');
}

/** Gives what a quick run tests: all unit tests, and the smallest file of each group of scenarios. */
export function quickTests(): string[] {
  const scenarios = path.join(testsFolder, 'scenarios');
  const groups = readdirSync(scenarios, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  const files = groups.map(({ name }) => smallestTest(path.join(scenarios, name)));
  return [...files.filter((file) => file !== undefined), pattern('unit')];
}

function pattern(folder: string): string {
  return path.join(testsFolder, folder, '**/*.test.ts');
}

function smallestTest(folder: string): string | undefined {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join(folder, name));
  return files.sort((a, b) => statSync(a).size - statSync(b).size || a.localeCompare(b))[0];
}
