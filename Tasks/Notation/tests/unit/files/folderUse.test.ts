import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { needLinks } from '../../fixtures/links';
import sinon from 'sinon';
import { useOfFolder } from '../../../src/files/folderUse';

describe('useOfFolder', () => {
  let root: string;

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(tmpdir(), 'folder-use-'));
  });
  afterEach(() => {
    sinon.restore();
    fs.rmSync(root, { recursive: true });
  });

  it('S8 a folder of this user may be written to', () => {
    assert.equal(useOfFolder(root), 'writing');
  });

  it('S8 a folder of another user may only be read', function () {
    if (process.platform === 'win32') this.skip();
    sinon.stub(process, 'geteuid').returns((process.geteuid?.() ?? 0) + 1);
    assert.equal(useOfFolder(root), 'reading');
  });

  for (const target of ['.', 'nowhere']) {
    it(`S8 a link to ${target} may not be used`, function () {
      needLinks(this);
      const link = path.join(root, 'link');
      fs.symlinkSync(path.join(root, target), link, 'junction');
      assert.equal(useOfFolder(link), 'nothing');
    });
  }

  it('S8 a file may not be used', () => {
    fs.writeFileSync(path.join(root, 'file'), '');
    assert.equal(useOfFolder(path.join(root, 'file')), 'nothing');
  });

  it('S8 a folder below a link may be used: the agent chose the parents', function () {
    needLinks(this);
    fs.mkdirSync(path.join(root, 'folder'));
    fs.symlinkSync(root, path.join(root, 'link'), 'junction');
    assert.equal(useOfFolder(path.join(root, 'link', 'folder')), 'writing');
  });

  it('tells what is not there', () => {
    fs.writeFileSync(path.join(root, 'file'), '');
    for (const name of ['nothing', 'file/below']) {
      assert.equal(useOfFolder(path.join(root, name)), 'absent');
    }
  });
});
