import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { canLink } from '../../fixtures/links';
import { existingFile, existingFolder, existingPath, newFolder } from '../../../src/inputs/path';

describe('a path', () => {
  let folder: string;
  let file: string;

  before(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'input-path-')));
    file = path.join(folder, 'a b.json');
    writeFileSync(file, '');
    if (!canLink) return;
    symlinkSync(file, path.join(folder, 'link'));
    symlinkSync('circle', path.join(folder, 'circle'));
    symlinkSync('nowhere', path.join(folder, 'lost'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('I4 may be absolute or relative, with the separators of Windows', () => {
    const relative = path.relative(process.cwd(), file);
    for (const value of [file, relative, relative.replaceAll('/', '\\'), `${folder}/./a b.json`]) {
      assert.equal(existingPath('name', value), file, value);
      assert.equal(existingFile('name', value), file, value);
      assert.equal(newFolder('name', `${value}\\..\\new`), path.join(folder, 'new'), value);
    }
    assert.equal(existingPath('name', `${folder}/`), folder);
    assert.equal(existingFolder('name', `${folder}/`), folder);
    if (canLink) {
      assert.equal(existingFile('name', `${folder}/link`), path.join(folder, 'link'));
    }
  });

  for (const read of [existingPath, existingFile, existingFolder]) {
    it(`I7 that is not there is named, and from where it is seen (${read.name})`, () => {
      const values = ['name', 'not\\there', process.cwd()];
      assert.throws(() => read('name', 'not\\there'), { code: 'FileMissing', values });
      for (const lost of ['circle', 'lost', 'a b.json/file']) {
        const place = path.join(folder, lost);
        assert.throws(() => read('name', place), { code: 'FileMissing' }, lost);
      }
    });
  }

  it('I7 that is a folder where a file belongs is told so, and the reverse', () => {
    const values = ['name', folder];
    assert.throws(() => existingFile('name', folder), { code: 'FileExpected', values });
    const error = { code: 'FolderExpected', values: ['name', file] };
    assert.throws(() => existingFolder('name', file), error);
    assert.throws(() => newFolder('name', file), error);
    assert.throws(() => newFolder('name', path.join(file, 'a', 'b')), error);
    assert.equal(newFolder('name', folder), folder);
  });

  it('I7 that is a device or a FIFO is no file', function () {
    if (process.platform === 'win32') this.skip();
    const fifo = path.join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    for (const place of [fifo, '/dev/zero']) {
      assert.throws(() => existingFile('name', place), { code: 'FileExpected' });
    }
  });
});
