import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { capturedDuring } from '../agentLibrary';
import { openNotation } from '../../../src/notation/cli';
import type { ProcessOptions } from '../../../src/process/run';
import { createProcessRunner } from '../../../src/process/runner';

describe('openNotation', () => {
  let folder: string;
  let program: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'notation-cli-test-'));
    program = path.join(folder, 'notation');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const home = () => ({
    root: folder,
    config: folder,
    cache: folder,
    credentials: folder,
    layouts: folder,
  });

  for (const [title, script] of [
    ['is silent', 'sleep 60 & wait'],
    ['closes its streams and stays', 'exec sleep 60 >&- 2>&-'],
    ['writes without end', 'while :; do echo x; echo y >&2; done'],
  ] as const) {
    it(`N1 G11 does not wait for ever for a program that ${title}`, async function () {
      if (process.platform === 'win32') this.skip(); // a script of the shell stands in
      this.timeout(120_000);
      writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      await capturedDuring(() => {
        const opened = openNotation(program, home(), createProcessRunner(), 300);
        return assert.rejects(opened, { code: 'NotationUnusable' });
      });
    });
  }

  it('N1 G11 bounds the time of a program where its caller names none', async () => {
    const limits: number[] = [];
    const processes = {
      ...createProcessRunner(),
      run: (_program: string, _args: readonly string[], { timeout }: ProcessOptions) => {
        limits.push(timeout);
        return Promise.reject(new Error('ran'));
      },
    };
    await capturedDuring(() =>
      assert.rejects(openNotation(program, home(), processes), { message: 'ran' }),
    );
    assert.deepEqual(limits, [60_000]);
  });
});
