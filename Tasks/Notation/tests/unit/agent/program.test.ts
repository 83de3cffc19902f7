import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sinon from 'sinon';
import { findProgram } from '../../../src/agent/program';
import { captured } from '../agentLibrary';

const file = process.platform === 'win32' ? 'notation.exe' : 'notation';

describe('findProgram', () => {
  const workingFolder = process.cwd();
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'program-'));
    for (const name of ['first', 'second']) {
      mkdirSync(path.join(folder, name));
      writeFileSync(path.join(folder, name, file), '', { mode: 0o755 });
    }
  });

  afterEach(() => {
    sinon.restore();
    process.chdir(workingFolder);
    rmSync(folder, { recursive: true });
  });

  function found(...folders: readonly string[]): string | undefined {
    sinon.stub(process, 'env').value({ PATH: folders.join(path.delimiter), PATHEXT: '.EXE' });
    let program: string | undefined;
    captured(() => (program = findProgram('notation')));
    return program;
  }

  it('H7 gives the first program on PATH', () => {
    const [first, second] = [path.join(folder, 'first'), path.join(folder, 'second')];
    assert.equal(found(first, second), path.join(first, file));
  });

  it('H7 gives no program of a relative folder, which may be a folder of the sources', () => {
    process.chdir(folder);
    assert.equal(found('first', path.join(folder, 'second')), undefined);
  });
});
