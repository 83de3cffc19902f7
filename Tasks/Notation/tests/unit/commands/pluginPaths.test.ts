import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { withAbsolutePaths } from '../../../src/commands/pluginPaths';

describe('withAbsolutePaths', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'plugin-paths-'));
    mkdirSync(path.join(folder, 'release'));
    writeFileSync(path.join(folder, 'release', 'ca.pem'), '');
    writeFileSync(path.join(folder, 'ca.pem'), '');
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  const same = [
    '',
    'release',
    'eu-west-1',
    'no/such/file',
    'https://vault.example/ca.pem',
    '/ca.pem',
  ];
  for (const value of [...same, 'a\0b', 'x'.repeat(10_000)]) {
    it(`A1 leaves '${value.slice(0, 30).replace('\0', '?')}' as it is`, () => {
      assert.deepEqual(withAbsolutePaths({ key: value }, folder), { key: value });
    });
  }

  for (const value of ['ca.pem', './ca.pem', 'release/ca.pem', './release', 'release/']) {
    it(`A1 takes '${value}' for a path`, () => {
      const expected = path.resolve(folder, value);
      assert.deepEqual(withAbsolutePaths({ key: value }, folder), { key: expected });
    });
  }
});
