import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { lengthProblems, versionProblems } from '../../../../../scripts/check-task';

describe('the version of the extension and its task', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'version-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** A repository of version 1.2.3, less where it says otherwise. */
  function problemsWith(others: Readonly<Record<string, string>>): string[] {
    const { manifest = '1.2.3', extension = '1.2.3', lock = '1.2.3', locked = '1.2.3' } = others;
    const files = {
      'Tasks/Notation/task.json': { version: { Major: 1, Minor: 2, Patch: 3 } },
      'package.json': { version: manifest },
      'vss-extension.json': { version: extension },
      'package-lock.json': {
        version: lock,
        packages: { '': { version: locked }, 'node_modules/a': { version: '9.9.9' } },
      },
    };
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), JSON.stringify(content));
    }
    return versionProblems(folder);
  }

  it('is one everywhere', () => {
    assert.deepEqual(problemsWith({}), []);
    assert.deepEqual(versionProblems(), []);
  });

  for (const [place, file] of [
    ['manifest', 'package.json'],
    ['extension', 'vss-extension.json'],
    ['lock', 'package-lock.json'],
    ['locked', 'package-lock.json'],
  ] as const) {
    it(`is missed where ${file} has another (${place})`, () => {
      const expected = `${file} has another version than task.json (1.2.3)`;
      assert.deepEqual(problemsWith({ [place]: '1.2.2' }), [expected]);
    });
  }
});

describe('the length of an error', () => {
  it('is at most 300 characters without the values', () => {
    const text = `%s: ${'x'.repeat(298)} %s`;
    assert.deepEqual(lengthProblems({ Error_A: text.slice(1), Log_A: text }), [
      'Error_A has 302 characters, more than 300',
    ]);
    assert.deepEqual(lengthProblems({ Error_A: `%s: ${'x'.repeat(298)}` }), []);
  });
});
