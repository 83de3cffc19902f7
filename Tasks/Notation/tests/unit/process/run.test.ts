import assert from 'node:assert/strict';
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type * as children from '../../../src/process/children';
import type * as processGroup from '../../../src/process/run';

const files = ['children', 'run'].map((name) => require.resolve(`../../../src/process/${name}`));
const environment = { PATH: process.env['PATH'] };

/** The modules as a new step has them: that they were told to stop cannot be taken back. */
function fresh(): typeof processGroup & typeof children {
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the only way to a second copy
  for (const file of files) delete require.cache[file];
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a second copy
  const modules = files.map((file) => require(file) as object);
  return Object.assign({}, ...modules) as typeof processGroup & typeof children;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that nobody has waited for yet is dead all the same.
    return (
      process.platform !== 'linux' || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
    );
  } catch {
    return false;
  }
}

async function assertGone(pid: number): Promise<void> {
  for (let waited = 0; waited < 2000; waited += 20) {
    if (!isAlive(pid)) return;
    await delay(20);
  }
  process.kill(pid, 'SIGKILL');
  assert.fail(`process ${pid} is still alive`);
}

describe('runProcess', () => {
  const { runProcess, KEPT_LINES } = fresh();
  const node = (script: string, ...args: string[]): Promise<processGroup.ProcessResult> =>
    runProcess(process.execPath, ['-e', script, ...args], { environment });

  it('gives exit code and the lines of both streams', async () => {
    const result = await node(
      'console.log("a\\nb"); console.error("c"); process.stdout.write("d"); process.exitCode = 3;',
    );
    const expected = { exitCode: 3, signal: null, stdout: ['a', 'b', 'd'], stderr: ['c'] };
    assert.deepEqual(result, { ...expected, output: '', timedOut: false, isCut: false });
  });

  it('keeps standard output as it came where a parser asked for it', async () => {
    const script = 'process.stdout.write("a\\u001b[0m\\r\\n##b"); console.error("c");';
    const options = { environment, keepOutput: true };
    const { output } = await runProcess(process.execPath, ['-e', script], options);
    assert.equal(output, 'a\u001b[0m\r\n##b');
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
    const { stdout } = await runProcess(process.execPath, ['-e', script, ...args], {
      environment: { A: 'x y' },
    });
    assert.deepEqual(JSON.parse(stdout[0] ?? ''), [args, 'x y', null, '']);
  });

  it('G1 tells each line as it comes, sanitised', async () => {
    const heard: string[] = [];
    const script =
      'process.stdout.write("#"); setTimeout(() => { console.log("#vso["); console.error("e") }, 50)';
    const result = await runProcess(process.execPath, ['-e', script], {
      environment,
      onLine: (line, stream) => heard.push(`${stream}: ${line}`),
    });
    assert.deepEqual(heard.sort(), ['stderr: e', 'stdout: # #' + 'vso[']);
    assert.deepEqual(result.stdout, ['# #' + 'vso[']);
  });

  it('keeps the last lines only, and tells all', async () => {
    let heard = 0;
    const count = KEPT_LINES + 5;
    const script = `for (let i = 0; i < ${count}; i++) console.error(i)`;
    const { stderr } = await runProcess(process.execPath, ['-e', script], {
      environment,
      onLine: () => (heard += 1),
    });
    assert.deepEqual([stderr.length, stderr[0], heard], [KEPT_LINES, '5', count]);
  });

  it('G4 keeps the lines that are wanted, whatever comes after them, or says that it could not', async () => {
    const isWanted = (line: string): boolean => line.startsWith('Warning: ');
    const said = async (warnings: number): Promise<processGroup.ProcessResult> => {
      const script = `for (let i = 0; i < ${warnings}; i++) console.error("Warning: " + i);
        for (let i = 0; i < ${KEPT_LINES}; i++) console.error(i)`;
      return runProcess(process.execPath, ['-e', script], { environment, isWanted });
    };
    const few = await said(2);
    assert.deepEqual(few.stderr.slice(0, 3), ['Warning: 0', 'Warning: 1', '0']);
    assert(!few.isCut);
    assert((await said(KEPT_LINES + 1)).isCut);
  });

  it('G3 keeps the first line of standard output, which counts, whatever comes after it', async () => {
    const script = `console.log("first"); for (let i = 0; i < ${2 * KEPT_LINES}; i++) console.log(i)`;
    assert.equal((await node(script)).stdout[0], 'first');
  });

  it('H9 ends what a child leaves running, which holds its streams open', async function () {
    if (process.platform === 'win32') this.skip();
    const script = 'sleep 15 & echo $!; exit 0';
    const { stdout } = await runProcess('/bin/sh', ['-c', script], { environment });
    await assertGone(Number(stdout[0]));
  });

  it('N7 ends a child that takes too long, with its children, and says so', async function () {
    if (process.platform === 'win32') this.skip();
    const script = 'sleep 15 & echo $!; wait';
    const run = await runProcess('/bin/sh', ['-c', script], { environment, timeout: 300 });
    assert(run.timedOut);
    await assertGone(Number(run.stdout[0]));
  });

  it('N7 leaves a child in peace that is given forty days', async () => {
    const timeout = 40 * 24 * 60 * 60 * 1000;
    const run = await runProcess(process.execPath, ['-e', 'setTimeout(() => 0, 100)'], {
      ...{ environment, timeout },
    });
    assert.deepEqual([run.exitCode, run.timedOut], [0, false]);
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
        await assert.rejects(runProcess(program, [], { environment }), (error: unknown) => {
          const { code, values } = error as { code: string; values: string[] };
          assert.deepEqual([code, values[0]], ['ProgramNotStarted', program]);
          return true;
        });
      });
    }
  });
});

describe('stopProcesses', () => {
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
  async function started({ runProcess }: ReturnType<typeof fresh>, script: string) {
    const lines: string[] = [];
    let ended: Promise<unknown> = Promise.resolve();
    await new Promise<void>((resolve) => {
      const onLine = (line: string): void => {
        lines.push(line);
        resolve();
      };
      ended = runProcess('/bin/sh', ['-c', script], { environment, onLine });
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
      const modules = fresh();
      const { child, lines, ended } = await started(modules, surviving(...survived));
      await modules.stopProcesses(urgent);
      await assert.rejects(ended, { code: 'Cancelled' });
      assert.deepEqual(lines, heard);
      await assertGone(child);
    });
  }

  it('H9 starts nothing afterwards', async () => {
    const { runProcess, stopProcesses } = fresh();
    await stopProcesses(false);
    const run = runProcess(process.execPath, ['-e', ''], { environment });
    await assert.rejects(run, { code: 'Cancelled' });
  });

  it('H9 is done where nothing runs any more', async () => {
    const { runProcess, stopProcesses } = fresh();
    await runProcess(process.execPath, ['-e', ''], { environment });
    await stopProcesses(false);
  });

  it('H9 lets a second, urgent call overtake the first', async () => {
    const modules = fresh();
    const { child, lines } = await started(modules, surviving('INT', 'TERM'));
    await Promise.all([modules.stopProcesses(false), modules.stopProcesses(true)]);
    assert(!lines.includes('TERM'), 'nobody waited for SIGTERM');
    await assertGone(child);
  });
});
