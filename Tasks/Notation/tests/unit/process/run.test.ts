import assert from 'node:assert/strict';
import childProcess from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import sinon from 'sinon';
import { createBackpressure } from '../../../src/process/backpressure';
import { Children } from '../../../src/process/children';
import { MAX_KEPT_LINES, type ProcessResult, runChild } from '../../../src/process/run';
import { type ProcessRunner, createProcessRunner } from '../../../src/process/runner';
import { assertGone, pidIn } from '../../fixtures/processes';

const environment = { PATH: process.env['PATH'] };

/** Milliseconds; longer than any of these programs runs that is not meant to be ended. */
const timeout = 90_000;

/** Milliseconds that a child is given that takes too long: mostly the first are enough for it to say its pid. */
const shortTimes = [300, 10_000] as const;

describe('a process runner', () => {
  const processes = createProcessRunner();
  const run: ProcessRunner['run'] = (...parts) => processes.run(...parts);
  const node = (script: string, ...args: string[]): Promise<ProcessResult> =>
    run(process.execPath, ['-e', script, ...args], { environment, timeout });

  it('gives exit code and the lines of both streams', async () => {
    const result = await node(
      'console.log("a\\nb"); console.error("c"); process.stdout.write("d"); process.exitCode = 3;',
    );
    const expected = { exitCode: 3, signal: null, stdout: ['a', 'b', 'd'], stderr: ['c'] };
    assert.deepEqual(result, { ...expected, timedOut: false, isCut: false });
  });

  it('gives the signal that ended it', async function () {
    if (process.platform === 'win32') this.skip();
    const { exitCode, signal } = await node(
      'process.kill(process.pid, "SIGTERM"); setInterval(() => 0, 1000)',
    );
    assert.deepEqual([exitCode, signal], [null, 'SIGTERM']);
  });

  it('passes arguments and environment as they are, without a shell, with closed input', async () => {
    const args = ['a b', '', '$HOME', '"; exit 1', '*', 'é'];
    const script = `console.log(JSON.stringify([process.argv.slice(1), process.env.A, process.env.HOME,
      require("fs").readFileSync(0, "utf8")]))`;
    const { stdout } = await run(process.execPath, ['-e', script, ...args], {
      ...{ environment: { A: 'x y' }, timeout },
    });
    assert.deepEqual(JSON.parse(stdout[0] ?? ''), [args, 'x y', null, '']);
  });

  it('G1 tells each line as it comes, sanitised', async () => {
    const heard: string[] = [];
    const script =
      'process.stdout.write("#"); setTimeout(() => { console.log("#vso["); console.error("e") }, 50)';
    const result = await run(process.execPath, ['-e', script], {
      ...{ environment, timeout },
      onLine: (line, stream) => heard.push(`${stream}: ${line}`),
    });
    assert.deepEqual(heard.sort(), ['stderr: e', 'stdout: # #' + 'vso[']);
    assert.deepEqual(result.stdout, ['# #' + 'vso[']);
  });

  it('keeps the last lines only, and tells all', async () => {
    let heard = 0;
    const count = MAX_KEPT_LINES + 5;
    const script = `for (let i = 0; i < ${count}; i++) console.error(i)`;
    const { stderr } = await run(process.execPath, ['-e', script], {
      ...{ environment, timeout },
      onLine: () => (heard += 1),
    });
    assert.deepEqual([stderr.length, stderr[0], heard], [MAX_KEPT_LINES, '5', count]);
  });

  it('G4 keeps the lines that are wanted, whatever comes after them, or says that it could not', async () => {
    const isWanted = (line: string): boolean => line.startsWith('Warning: ');
    const said = async (warnings: number): Promise<ProcessResult> => {
      const script = `for (let i = 0; i < ${warnings}; i++) console.error("Warning: " + i);
        for (let i = 0; i < ${MAX_KEPT_LINES}; i++) console.error(i)`;
      return run(process.execPath, ['-e', script], { environment, timeout, isWanted });
    };
    const few = await said(2);
    assert.deepEqual(few.stderr.slice(0, 3), ['Warning: 0', 'Warning: 1', '0']);
    assert(!few.isCut);
    assert((await said(MAX_KEPT_LINES + 1)).isCut);
  });

  it('G3 keeps the first line of standard output, which counts, whatever comes after it', async () => {
    const script = `console.log("first"); for (let i = 0; i < ${2 * MAX_KEPT_LINES}; i++) console.log(i)`;
    assert.equal((await node(script)).stdout[0], 'first');
  });

  it('H9 ends what a child leaves running, which holds its streams open', async function () {
    if (process.platform === 'win32') this.skip();
    const script = 'sleep 60 & echo $!; exit 0';
    const { stdout } = await run('/bin/sh', ['-c', script], { environment, timeout });
    await assertGone(Number(stdout[0]));
  });

  it('N7 ends a child that takes too long, with its children, and says so', async function () {
    if (process.platform === 'win32') this.skip();
    const script = 'sleep 60 & echo $!; wait';
    let said: string | undefined;
    for (const short of shortTimes) {
      const result = await run('/bin/sh', ['-c', script], { environment, timeout: short });
      assert(result.timedOut);
      [said] = result.stdout;
      if (said !== undefined) break;
    }
    await assertGone(Number(said));
  });

  for (const [title, script] of [
    ['is silent', 'sleep 60'],
    ['closes its streams and stays', 'exec sleep 60 >&- 2>&-'],
    ['writes without end', 'while :; do echo x; echo y >&2; done'],
    ['writes a line without end', 'while :; do printf x; done'],
    ['is deaf to every signal', "trap '' INT TERM; while :; do sleep 0.05; done"],
  ] as const) {
    it(`G11 N7 ends a child in time that ${title}`, async function () {
      if (process.platform === 'win32') this.skip();
      const folder = mkdtempSync(path.join(tmpdir(), 'runner-'));
      const pidFile = path.join(folder, 'pid');
      try {
        const say = `echo $$ > '${pidFile}.new' && mv '${pidFile}.new' '${pidFile}'`;
        for (const short of shortTimes) {
          const parts = ['/bin/sh', ['-c', `${say}; ${script}`]] as const;
          const result = await run(...parts, { environment, timeout: short });
          assert.deepEqual([result.timedOut, result.exitCode], [true, null]);
          if (existsSync(pidFile)) break;
        }
        await assertGone(pidIn(pidFile));
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }

  it('G11 waits no longer for a child that cannot be ended', async () => {
    const children = new Children();
    const immortal = Object.assign(new EventEmitter(), {
      ...{ pid: undefined, stdout: new PassThrough(), stderr: new PassThrough(), unref: () => 0 },
    });
    sinon.stub(childProcess, 'spawn').returns(immortal as unknown as childProcess.ChildProcess);
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const backpressure = createBackpressure(new PassThrough());
      const ended = runChild(children, backpressure, 'x', [], { environment, timeout: 300 });
      await clock.tickAsync(10_000);
      assert((await ended).timedOut);
    } finally {
      sinon.restore();
    }
  });

  it('N7 leaves a child in peace that is given forty days', async () => {
    const timeout = 40 * 24 * 60 * 60 * 1000;
    const result = await run(process.execPath, ['-e', 'setTimeout(() => 0, 100)'], {
      ...{ environment, timeout },
    });
    assert.deepEqual([result.exitCode, result.timedOut], [0, false]);
  });

  describe('with a program that cannot be started', () => {
    let folder: string;

    before(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'process-group-'));
      writeFileSync(path.join(folder, 'file'), '', { mode: 0o600 });
    });
    after(() => {
      rmSync(folder, { recursive: true });
    });

    for (const [title, ...parts] of [
      ['is not there', 'none'],
      ['may not be run', 'file'],
      ['has a file for a folder', 'file', 'program'],
    ] as const) {
      it(`says so when it ${title}`, async () => {
        const program = path.join(folder, ...parts);
        await assert.rejects(run(program, [], { environment, timeout }), (error: unknown) => {
          const { code, values } = error as { code: string; values: string[] };
          assert.deepEqual([code, values[0]], ['ProgramNotStarted', program]);
          return true;
        });
      });
    }
  });
});

describe('a process runner that is stopped', () => {
  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  /** A shell and a child of its own, by its pid, that ignore signals; they end at last all the same. */
  /** Says its child, then each of these signals, which it survives. */
  const surviving = (...signals: string[]): string => {
    const traps = signals.map((signal) => `trap 'echo ${signal}' ${signal}`);
    return [...traps, 'sleep 60 & echo $!', 'while :; do wait; sleep 0.05; done'].join('; ');
  };

  /** Starts a script; gives its child, the lines it writes from then on, and its end. */
  async function started(processes: ProcessRunner, script: string) {
    const lines: string[] = [];
    let ended: Promise<unknown> = Promise.resolve();
    await new Promise<void>((resolve) => {
      const onLine = (line: string): void => {
        lines.push(line);
        resolve();
      };
      ended = processes.run('/bin/sh', ['-c', script], { environment, timeout, onLine });
      ended.catch(() => undefined);
    });
    return { child: Number(lines.shift()), lines, ended };
  }

  const table: [title: string, survived: string[], urgent: boolean, heard: string[]][] = [
    ['at SIGINT', [], false, []],
    ['that survive SIGINT at SIGTERM', ['INT'], false, ['INT']],
    ['that survive both at last', ['INT', 'TERM'], false, ['INT', 'TERM']],
    ['that would survive both at once, when urgent', ['INT', 'TERM'], true, []],
  ];
  for (const [title, survived, urgent, heard] of table) {
    it(`H9 ends children and their children ${title}`, async () => {
      const processes = createProcessRunner();
      const { child, lines, ended } = await started(processes, surviving(...survived));
      await processes.stop(urgent);
      await assert.rejects(ended, { code: 'Cancelled' });
      assert.deepEqual(lines, heard);
      await assertGone(child);
    });
  }

  it('H9 starts nothing afterwards', async () => {
    const processes = createProcessRunner();
    await processes.stop(false);
    const result = processes.run(process.execPath, ['-e', ''], { environment, timeout });
    await assert.rejects(result, { code: 'Cancelled' });
  });

  it('H9 is done where nothing runs any more', async () => {
    const processes = createProcessRunner();
    await processes.run(process.execPath, ['-e', ''], { environment, timeout });
    await processes.stop(false);
  });

  it('H9 lets a second, urgent call overtake the first', async () => {
    const processes = createProcessRunner();
    const { child, lines } = await started(processes, surviving('INT', 'TERM'));
    await Promise.all([processes.stop(false), processes.stop(true)]);
    assert(!lines.includes('TERM'), 'nobody waited for SIGTERM');
    await assertGone(child);
  });
});
