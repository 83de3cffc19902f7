import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { needLinks } from '../../fixtures/links';
import { TaskError } from '../../../src/errors';
import { checkNewFolder, writeNewFolder } from '../../../src/files/newFolder';

describe('writeNewFolder', () => {
  const before = process.cwd();
  let work: string;
  let folder: string;

  beforeEach(() => {
    work = mkdtempSync(path.join(tmpdir(), 'new-folder-'));
    process.chdir(work);
    folder = path.join(process.cwd(), 'out/pinned');
  });

  afterEach(() => {
    process.chdir(before);
    rmSync(work, { recursive: true, force: true });
  });

  function codeOf(action: () => void): string {
    try {
      action();
      return 'done';
    } catch (error) {
      return error instanceof TaskError ? error.code : String(error);
    }
  }

  const files = new Map([
    ['a/b.txt', Buffer.from('b')],
    ['c.txt', Buffer.from('c')],
  ]);

  for (const isThere of [false, true]) {
    it(`D4 writes all files into a folder that is ${isThere ? 'empty' : 'not there'}`, () => {
      if (isThere) mkdirSync(folder, { recursive: true });
      writeNewFolder(folder, files);
      assert.equal(readFileSync(path.join(folder, 'a/b.txt'), 'utf8'), 'b');
      assert.deepEqual(readdirSync(path.dirname(folder)), ['pinned']);
    });
  }

  it('D5 leaves nothing where one file cannot be written', () => {
    const bad = new Map([...files, ['c.txt/d', Buffer.from('d')]]);
    assert.equal(
      codeOf(() => writeNewFolder(folder, bad)),
      'PinWriteFailed',
    );
    assert.deepEqual(readdirSync(path.dirname(folder)), []);
  });

  it('D5 touches nothing that is there', () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'old'), 'old');
    assert.equal(
      codeOf(() => writeNewFolder(folder, files)),
      'PinTargetExists',
    );
    assert.deepEqual(readdirSync(folder), ['old']);
  });

  it('D5 follows no link of the sources to elsewhere', function () {
    needLinks(this);
    const elsewhere = mkdtempSync(path.join(tmpdir(), 'elsewhere-'));
    try {
      symlinkSync(elsewhere, path.join(work, 'out'));
      assert.equal(
        codeOf(() => checkNewFolder(folder)),
        'ImagesFileOutside',
      );
      symlinkSync(path.join(elsewhere, 'new'), path.join(work, 'link'));
      assert.equal(
        codeOf(() => checkNewFolder(path.join(process.cwd(), 'link'))),
        'PinTargetExists',
      );
      assert(!existsSync(path.join(elsewhere, 'pinned')));
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });
});
