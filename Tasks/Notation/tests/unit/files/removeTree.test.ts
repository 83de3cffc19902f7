import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { canLink } from '../../fixtures/links';
import sinon from 'sinon';
import { eraseTree, removeTree } from '../../../src/files/removeTree';

describe('removing a tree', () => {
  let folder: string;
  let tree: string;
  let held: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'tree-'));
    tree = path.join(folder, 'tree');
    held = path.join(tree, 'a', 'held');
    fs.mkdirSync(path.join(tree, 'a', 'b'), { recursive: true });
    for (const file of [held, path.join(tree, 'a', 'b', 'free'), path.join(tree, 'other')]) {
      fs.writeFileSync(file, 'secret');
    }
  });

  afterEach(() => {
    sinon.restore();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Windows refuses to remove a file that another program holds open. */
  function hold(): void {
    const busy = Object.assign(new Error('busy'), { code: 'EBUSY' });
    const remove = fs.rmSync.bind(fs);
    sinon.stub(fs, 'rmSync').callsFake((file, options) => {
      if (file === held) throw busy;
      remove(file, options);
    });
  }

  it('H2 removes folders, files and links, and follows no link', function () {
    const kept = path.join(folder, 'kept');
    fs.mkdirSync(kept);
    fs.writeFileSync(path.join(kept, 'file'), '');
    if (canLink) fs.symlinkSync(kept, path.join(tree, 'link'), 'junction');
    assert.deepEqual(removeTree(tree), []);
    assert.deepEqual(fs.readdirSync(folder), ['kept']);
    assert.deepEqual(fs.readdirSync(kept), ['file']);
  });

  it('takes a file, and what is not there', () => {
    assert.deepEqual(removeTree(held), []);
    assert.deepEqual(removeTree(held), []);
    assert.equal(fs.existsSync(held), false);
  });

  it('W1 leaves what is held alone, names it, and removes all else', () => {
    hold();
    assert.deepEqual(removeTree(tree), [held]);
    assert.deepEqual(fs.readdirSync(tree), ['a']);
    assert.deepEqual(fs.readdirSync(path.join(tree, 'a')), ['held']);
  });

  it('W1 erases every file below a folder, and follows no link', () => {
    const kept = path.join(folder, 'kept');
    fs.writeFileSync(kept, 'kept');
    if (canLink) fs.symlinkSync(kept, path.join(tree, 'link'));
    assert.deepEqual(eraseTree(tree), []);
    assert.equal(fs.readFileSync(held, 'utf8'), '');
    assert.equal(fs.readFileSync(kept, 'utf8'), 'kept');
  });
});
