import assert from 'node:assert/strict';
import { chmodSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { difference, snapshot } from '../../../../../emulator/snapshot';
import { EmulatorFixture } from './emulatorFixture';

describe('snapshot', () => {
  const bench = new EmulatorFixture();
  after(() => {
    bench.clear();
  });

  it('tells what was added, removed and changed', () => {
    const folder = bench.directory('home');
    bench.directory('home/sub');
    writeFileSync(join(folder, 'gone'), '');
    writeFileSync(join(folder, 'sub/file'), 'one', { mode: 0o644 });
    symlinkSync('file', join(folder, 'sub/link'));
    const before = snapshot(folder);
    assert.deepEqual(difference(before, snapshot(folder)), []);
    rmSync(join(folder, 'gone'));
    writeFileSync(join(folder, 'new'), '');
    chmodSync(join(folder, 'sub/file'), 0o600);
    rmSync(join(folder, 'sub/link'));
    symlinkSync('other', join(folder, 'sub/link'));
    const lines = difference(before, snapshot(folder));
    assert.deepEqual(lines, [
      'removed file gone',
      'added file new',
      'changed mode of sub/file: 0644 -> 0600',
      'changed content of sub/link: file -> other',
    ]);
    assert.equal(snapshot(join(folder, 'missing')).size, 0);
  });
});
