import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createWorkspace, removeWorkspace } from '../../../src/notation/workspace';
import { onPlatform } from '../platform';

const mode = (file: string): number => fs.statSync(file).mode & 0o777;

describe('the home of a step', () => {
  let temp: string;

  beforeEach(() => {
    temp = fs.mkdtempSync(path.join(tmpdir(), 'home-'));
  });
  afterEach(() => {
    fs.rmSync(temp, { recursive: true, force: true });
  });

  it('H4 has directories for its user alone, below the temp directory', function () {
    if (process.platform === 'win32') this.skip();
    const umask = process.umask(0);
    try {
      const home = createWorkspace(temp);
      assert.equal(path.dirname(home.root), temp);
      for (const directory of [home.root, home.config, home.credentials]) {
        assert.equal(mode(directory), 0o700, directory);
        assert(directory.startsWith(home.root));
      }
    } finally {
      process.umask(umask);
    }
  });

  it('H3 is another one every time, but for revocation lists, which a whole job may share', () => {
    const [one, two] = [createWorkspace(temp), createWorkspace(temp)];
    assert.notEqual(one.root, two.root);
    assert.equal(one.cache, two.cache);
    assert.equal(path.dirname(one.cache), temp);
  });

  const configs: [NodeJS.Platform, ...below: string[]][] = [
    ['linux', 'config', 'notation'],
    ['win32', 'config', 'notation'],
    ['darwin', 'Library', 'Application Support', 'notation'],
  ];
  for (const [platform, ...below] of configs) {
    it(`lies where notation 1.0 looks for it on ${platform}`, () => {
      const { root, config } = onPlatform(platform, () => createWorkspace(temp));
      assert.equal(config, path.join(root, ...below));
    });
  }

  it('H2 is removed with all that is in it, but links are not followed', () => {
    const kept = path.join(temp, 'kept');
    fs.mkdirSync(kept);
    fs.writeFileSync(path.join(kept, 'file'), 'kept');
    const home = createWorkspace(temp);
    fs.writeFileSync(path.join(home.credentials, 'secret'), '', { mode: 0o400 });
    fs.symlinkSync(kept, path.join(home.config, 'folder'), 'junction');
    fs.symlinkSync(path.join(kept, 'file'), path.join(home.config, 'file'));
    removeWorkspace(home);
    assert.deepEqual(fs.readdirSync(temp), ['kept']);
    assert.equal(fs.readFileSync(path.join(kept, 'file'), 'utf8'), 'kept');
    removeWorkspace(home); // a second time does no harm
  });

  it('H4 is gone when the process ends of itself', () => {
    const source = path.resolve(__dirname, '../../../src/notation/workspace');
    const script = `require(process.argv[1]).createWorkspace(process.argv[2]); process.exit(3)`;
    const args = ['--require', require.resolve('tsx/cjs'), '-e', script, source, temp];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.equal(status, 3, stderr);
    assert.deepEqual(fs.readdirSync(temp), []);
  });
});
