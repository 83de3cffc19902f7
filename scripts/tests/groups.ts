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

/** The scenarios of a quick run: of each group the file that takes the least time. */
const quickScenarios = [
  'azure/artifactSigning',
  'batches/longLists',
  'images/failedCopies',
  'inputs/paths',
  'isolation/insecureRegistry',
  'network/tls',
  'outcome/tags',
  'registry/dockerLogins',
  'services/realIndex',
  'trust/referrers',
  'wholeImage/failedListing',
];

/** Gives what a quick run tests: all unit tests, and one file of each group of scenarios. */
export function quickTests(): string[] {
  const files = quickScenarios.map((name) =>
    path.join(testsFolder, 'scenarios', `${name}.test.ts`),
  );
  return [pattern('unit'), ...files];
}

function pattern(folder: string): string {
  return path.join(testsFolder, folder, '**/*.test.ts');
}
