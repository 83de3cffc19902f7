import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TASK_SOURCE, root } from '../../../../../scripts/paths';

const source = readFileSync(path.join(TASK_SOURCE, 'src/notation/environment.ts'), 'utf8');
const page = readFileSync(path.join(root, 'docs/security.md'), 'utf8');

/** The patterns of the variables that notation does not get: `[/^INPUT_/, 'reason']`. */
const patterns = [...source.matchAll(/^ {2}\[\/(\^.+)\/, '/gm)].map(
  ([, text = '']) => new RegExp(text),
);

/** What the table on the page names, each as one variable of its kind. */
const [, table = ''] = page.split('## What Notation and its plugins do not get');
const names = [...table.matchAll(/^\| (`.+?`) +\|/gm)]
  .flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)])
  .map(([, name = '']) => name.replace('*', 'X'));

describe('the security page', () => {
  it('names every variable that notation does not get', () => {
    assert(patterns.length >= 10, `only ${patterns.length} patterns found`);
    const missing = patterns.filter((pattern) => !names.some((name) => pattern.test(name)));
    assert.deepEqual(missing, []);
  });

  it('names no other', () => {
    assert(names.length >= patterns.length);
    const extra = names.filter((name) => !patterns.some((pattern) => pattern.test(name)));
    assert.deepEqual(extra, []);
  });

  it('names every variable of a pattern that lists several', () => {
    const listed = patterns.flatMap(({ source: text }) => {
      const [, before = '', choices] = /^\^(\w*)\(([A-Z|]+)\)\$$/.exec(text) ?? [];
      return choices?.split('|').map((choice) => before + choice) ?? [];
    });
    assert(listed.length > 0);
    assert.deepEqual(
      listed.filter((name) => !names.includes(name)),
      [],
    );
  });
});
