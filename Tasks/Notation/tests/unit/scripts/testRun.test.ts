import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TASK_SOURCE, root } from '../../../../../scripts/paths';
import { groupOf, quickTests } from '../../../../../scripts/tests/groups';
import { environmentOf } from '../../../../../scripts/tests/parts';

const tests = path.join(TASK_SOURCE, 'tests');

describe('a quick run', () => {
  it('has a file of each group of scenarios, and the unit tests', () => {
    const groups = readdirSync(path.join(tests, 'scenarios'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `scenarios/${name}`);
    assert(groups.length > 5);
    const chosen = quickTests();
    assert.deepEqual(chosen.map(groupOf), ['unit', ...groups]);
    assert(chosen.slice(1).every((file) => existsSync(file)));
  });
});

describe('a run of tests', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'test-run-'));
    const passing = `it('passes', () => {}); it('passes, too', () => {});`;
    writeFileSync(path.join(folder, 'passing.js'), passing);
    writeFileSync(path.join(folder, 'failing.js'), `it('fails', () => { throw new Error(); });`);
    writeFileSync(path.join(folder, 'unloadable.js'), `throw new Error('cannot be loaded');`);
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  function lastLines(files: readonly string[]): { status: number | null; lines: string[] } {
    const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
    const args = ['--no-config', '--require', 'tsx/cjs', '--reporter', 'scripts/test-reporter.ts'];
    const { status, stdout } = spawnSync(
      process.execPath,
      [
        mocha,
        ...args,
        '--parallel',
        '--jobs',
        '2',
        ...files.map((name) => path.join(folder, name)),
      ],
      { cwd: root, encoding: 'utf8', env: environmentOf([{ name: 'check', seconds: 1.23 }]) },
    );
    return { status, lines: stdout.trimEnd().split('\n') };
  }

  it('ends with the times of its parts and the numbers', () => {
    const { status, lines } = lastLines(['passing.js', 'failing.js']);
    assert.equal(status, 1);
    assert.equal(lines.at(-1), '2 passed, 1 failed');
    assert(lines.some((line) => /^ {2}check +1\.2 s$/.test(line)));
    assert(lines.some((line) => /^ {2}tests +\d+\.\d s$/.test(line)));
  });

  it('counts a file that cannot be loaded as a failure', () => {
    const { status, lines } = lastLines(['unloadable.js', 'passing.js']);
    assert.equal(status, 1);
    assert.equal(lines.at(-1), '2 passed, 1 failed');
  });
});
