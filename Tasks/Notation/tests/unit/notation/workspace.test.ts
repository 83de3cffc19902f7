import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { canLink } from '../../fixtures/links';
import sinon from 'sinon';
import { createWorkspace, removeWorkspace } from '../../../src/notation/workspace';
import { onPlatform } from '../platform';

const mode = (file: string): number => fs.statSync(file).mode & 0o777;

describe('the home of a step', () => {
  let temp: string;
  const listeners = process.getMaxListeners();

  before(() => process.setMaxListeners(50)); // each home listens for the end of the process
  after(() => process.setMaxListeners(listeners));

  beforeEach(() => {
    temp = fs.mkdtempSync(path.join(tmpdir(), 'home-'));
  });
  afterEach(() => {
    sinon.restore();
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

  /** A folder of this user that a planted link could lead to. */
  const plants: [title: string, plant: (cache: string, home: string) => void][] = [
    ['a link', (cache, target) => fs.symlinkSync(target, cache, 'junction')],
    ['a link to nothing', (cache) => fs.symlinkSync(path.join(temp, 'nowhere'), cache, 'junction')],
    ['a file', (cache) => fs.writeFileSync(cache, '')],
    [
      'another user’s folder',
      (cache) => {
        fs.mkdirSync(cache);
        sinon.stub(process, 'geteuid').returns((process.geteuid?.() ?? 0) + 1);
      },
    ],
  ];
  for (const [title, plant] of plants) {
    it(`S8 keeps revocation lists to itself where ${title} has the name of the shared folder`, function () {
      if (process.platform === 'win32') this.skip();
      const target = path.join(temp, 'home');
      fs.mkdirSync(target);
      plant(path.join(temp, 'notation-cache'), target);
      const { root, cache } = createWorkspace(temp);
      assert.equal(cache, path.join(root, 'notation-cache'));
    });
  }

  it('S8 shares a folder for revocation lists that is its own', () => {
    fs.mkdirSync(path.join(temp, 'notation-cache'));
    assert.equal(createWorkspace(temp).cache, path.join(temp, 'notation-cache'));
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
    if (canLink) {
      fs.symlinkSync(kept, path.join(home.config, 'folder'), 'junction');
      fs.symlinkSync(path.join(kept, 'file'), path.join(home.config, 'file'));
    }
    removeWorkspace(home);
    assert.deepEqual(fs.readdirSync(temp), ['kept']);
    assert.equal(fs.readFileSync(path.join(kept, 'file'), 'utf8'), 'kept');
    removeWorkspace(home); // a second time does no harm
  });
});
