import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { type Manifest, readManifest } from '../../../../../scripts/identity';
import { addressProblems } from '../../../../../scripts/publisher/places';
import { root } from '../../../../../scripts/paths';
import { assertReleasable } from '../../../../../scripts/releasable';

const repository = { type: 'git', uri: 'https://github.com/contoso/notation' } as const;

/** The manifest without an address, whatever the one of this repository has. */
function manifestWithoutAddress(): Manifest {
  const manifest: { -readonly [Key in keyof Manifest]: Manifest[Key] } = readManifest();
  delete manifest.repository;
  return manifest;
}

describe('a release', () => {
  it('is refused while no address of the repository is known', () => {
    assert.throws(() => {
      assertReleasable(manifestWithoutAddress());
    }, /names no repository: run npm run publisher/);
    assertReleasable({ ...manifestWithoutAddress(), repository });
  });

  for (const [script, ...words] of [
    ['package.ts', '--release'],
    ['publish.ts', '--vsix', 'none.vsix'],
  ]) {
    it(`is refused by ${script ?? ''} before it does anything`, function () {
      if (readManifest().repository !== undefined) this.skip();
      const file = path.join(root, 'scripts', script ?? '');
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ['--require', 'tsx/cjs', file, ...words],
        { cwd: root, encoding: 'utf8' },
      );
      assert.notEqual(status, 0);
      assert.equal(stdout, '');
      assert.match(stderr, /vss-extension\.json names no repository/);
    });
  }

  it('would be found wrong where a page says another address', () => {
    assert.deepEqual(addressProblems(), []);
    const { length } = addressProblems({ ...manifestWithoutAddress(), repository });
    assert(length >= 4);
  });
});
