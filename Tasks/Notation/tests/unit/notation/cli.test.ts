import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sinon from 'sinon';
import { capturedDuring } from '../agentLibrary';
import { openNotation } from '../../../src/notation/cli';

describe('openNotation', () => {
  let folder: string;
  let program: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'notation-cli-test-'));
    program = path.join(folder, 'notation');
  });

  afterEach(() => {
    sinon.restore();
    rmSync(folder, { recursive: true, force: true });
  });

  const home = () => ({ root: folder, config: folder, cache: folder, credentials: folder });

  it('N1 does not wait for ever for a program that never tells its version', async () => {
    writeFileSync(program, '#!/bin/sh\nsleep 60 & wait\n', { mode: 0o755 });
    await capturedDuring(async () => {
      const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const opened = openNotation(program, home());
      clock.tick(60_000);
      clock.restore();
      await assert.rejects(opened, { code: 'NotationUnusable', values: [program, 'no answer'] });
    });
  });
});
