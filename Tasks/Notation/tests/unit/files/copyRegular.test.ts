import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { copyRegular } from '../../../src/files/copyRegular';

describe('copyPlainFile', () => {
  let folder: string;
  let to: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'plain-file-'));
    to = path.join(folder, 'copy');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function file(content: string): string {
    const from = path.join(folder, 'file');
    writeFileSync(from, content);
    return from;
  }

  it('H5 copies a file, for this user alone', async () => {
    for (const content of ['content', '']) {
      await copyRegular(file(content), to, 7);
      assert.equal(readFileSync(to, 'utf8'), content);
    }
    if (process.platform !== 'win32') assert.equal(statSync(to).mode & 0o777, 0o600);
  });

  it('H5 copies nothing of a larger one', async () => {
    await assert.rejects(copyRegular(file('content'), to, 6), /has 7 bytes/);
    assert(!existsSync(to));
  });

  it('H5 copies nothing else, and waits for nobody', async function () {
    if (process.platform === 'win32') this.skip();
    const [fifo, link] = [path.join(folder, 'fifo'), path.join(folder, 'link')];
    execFileSync('mkfifo', [fifo]);
    symlinkSync(file('content'), link);
    for (const from of [fifo, '/dev/null', folder]) {
      await assert.rejects(copyRegular(from, to, 7), /is no plain file/, from);
    }
    await assert.rejects(copyRegular(link, to, 7), { code: 'ELOOP' });
    await assert.rejects(copyRegular(path.join(folder, 'nothing'), to, 7), { code: 'ENOENT' });
    assert(!existsSync(to));
  });
});
