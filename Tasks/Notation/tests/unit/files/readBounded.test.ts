import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { canLink } from '../../fixtures/links';
import { readBounded } from '../../../src/files/readBounded';

describe('readSmallFile', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'small-file-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('reads a file, through a link, as far as it may go', () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, 'content');
    const link = path.join(folder, 'link');
    if (canLink) symlinkSync(file, link);
    assert.equal(readBounded(canLink ? link : file, 7).toString(), 'content');
    assert.throws(() => readBounded(file, 6), /more than 6 bytes/);
    writeFileSync(file, '');
    assert.equal(readBounded(file, 6).length, 0);
  });

  it('reads nothing else, and waits for nobody', function () {
    if (process.platform === 'win32') this.skip();
    const fifo = path.join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    for (const place of [fifo, '/dev/null', '/dev/zero']) {
      assert.throws(() => readBounded(place, 6), /is no file/, place);
    }
    assert.throws(() => readBounded(folder, 6));
    assert.throws(() => readBounded(path.join(folder, 'nothing'), 6), { code: 'ENOENT' });
    const endless = '/proc/self/pagemap'; // a file that tells no size
    if (existsSync(endless)) assert.throws(() => readBounded(endless, 8));
  });
});
