import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { notationVersions } from '../../support/tools';

describe('the list of notation versions', () => {
  const before = process.env['NOTATION_VERSIONS_DIR'];
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'versions-'));
    process.env['NOTATION_VERSIONS_DIR'] = folder;
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
    if (before === undefined) {
      delete process.env['NOTATION_VERSIONS_DIR'];
    } else {
      process.env['NOTATION_VERSIONS_DIR'] = before;
    }
  });

  function add(version: string): string {
    const file = path.join(folder, version, 'notation');
    mkdirSync(path.dirname(file));
    writeFileSync(file, '');
    return file;
  }

  it('takes in those of NOTATION_VERSIONS_DIR, in the order of versions', () => {
    add('1.10.0');
    add('1.9.0');
    add('2.0.0-alpha.1');
    add('notes');
    const versions = notationVersions().map((each) => each.version);
    assert.deepEqual(versions.slice(-3), ['1.9.0', '1.10.0', '2.0.0-alpha.1']);
    assert(!versions.includes('notes'));
  });

  it('prefers the given program over a built one of the same version', () => {
    const given = add('1.3.2');
    const found = notationVersions().filter((each) => each.version === '1.3.2');
    assert.deepEqual(
      found.map((each) => each.path),
      [given],
    );
  });

  it('says so when the folder holds none', () => {
    assert.throws(notationVersions, /NOTATION_VERSIONS_DIR: no <version>\/notation in /);
  });
});
