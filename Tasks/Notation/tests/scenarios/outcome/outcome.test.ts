import assert from 'node:assert/strict';
import type { StdioOptions } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StepRun } from '../../../../../emulator/run';
import { ASKED, FakeNotation } from '../../doubles/fakeNotation';
import { appeared } from '../../doubles/heldPlugin';
import { type End, startBareStep } from '../../fixtures/job/bareStep';
import { nodeWithPreload } from '../../fixtures/job/preload';
import { TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands, codesOf, logOf } from '../../fixtures/job/logAssertions';
import { assertGone, pidIn } from '../../fixtures/processes';
import { signedArtifact } from '../../fixtures/signedArtifact';
import { endedWith } from '../../fixtures/suite';
import { nodeRuntimes } from '../../fixtures/tools';
import { type World, openWorld } from '../../fixtures/world';

/** Does something in the place of what would start `notation verify`. */
const insteadOfVerify = (script: string): string => `
  const processes = require('node:child_process');
  const { spawn } = processes;
  processes.spawn = (program, args, options) => {
    if (args[0] !== 'verify') return spawn(program, args, options);
    ${script}
    return spawn(program, args, options);
  };`;

/** Does something as soon as a file is there. */
const onceRunning = (pidFile: string, script: string): string => `
  const fs = require('node:fs');
  const timer = setInterval(() => {
    if (!fs.existsSync('${pidFile}')) return;
    clearInterval(timer);
    ${script}
  }, 50);`;

/** Has a function of Node's give a promise that never settles. */
const pending = (module: string, name: string): string =>
  `require('${module}')['${name}'] = () => new Promise(() => undefined);`;

describe('a step that ends without a result', () => {
  let world: World;
  let artifact: string;

  before(async function () {
    world = endedWith(this, await openWorld());
    ({ reference: artifact } = await signedArtifact(world));
  });

  const newFolder = (): string => mkdtempSync(path.join(world.root, 'outcome-'));

  /** A notation that says a line at verify, and its own pid in a file, and goes on for a minute. */
  function endlessNotation(): { folder: string; pidFile: string } {
    const folder = newFolder();
    const pidFile = path.join(folder, 'pid');
    const lines = [
      '#!/bin/sh',
      `case "$1" in version) echo "Version: 1.3.2"; exit;; esac`,
      "trap '' PIPE", // or the end of the step would end it by itself
      `echo $$ > '${pidFile}.new' && mv '${pidFile}.new' '${pidFile}'`, // never there without its content
      'i=0; while [ $i -lt 600 ]; do i=$((i+1)); echo "line $i" >&2; sleep 0.1; done',
    ];
    writeFileSync(path.join(folder, 'notation'), `${lines.join('\n')}\n`, { mode: 0o755 });
    return { folder, pidFile };
  }

  /** A step whose Node runs a script first, and whose notation says that it verified everything. */
  async function verifyWith(script: string, node?: string): Promise<StepRun> {
    const fake = new FakeNotation(world.root);
    const bytes = `Successfully verified signature for ${ASKED}\n`;
    fake.perform({ writings: [{ stream: 'stdout', bytes }], exitCode: 0 });
    const runtime = nodeWithPreload(fake.folder, script, node);
    return new TestJob(world, fake.folder, { runtime }).verify(artifact);
  }

  it('G11 passes where nothing of that happens', async () => {
    const run = await verifyWith('');
    assertOnlyTaskCommands(run, 'Succeeded');
    assert.equal(run.exitCode, 0);
  });

  it('G11 an ordinary refusal shows no second error of the agent', async () => {
    const fake = new FakeNotation(world.root);
    fake.perform({ writings: [], exitCode: 1 });
    const run = await new TestJob(world, fake.folder).verify(artifact);
    assertOnlyTaskCommands(run);
    assert.deepEqual([run.exitCode, run.issues.length], [0, 1], logOf(run));
  });

  describe('because a promise never settles', () => {
    it('G11 in an unpacking stream', async () => {
      const job = world.job({
        runtime: nodeWithPreload(newFolder(), pending('node:stream/promises', 'pipeline')),
      });
      const run = await job.run(world.task, { inputs: { command: 'install', version: '1.3.2' } });
      assertOnlyTaskCommands(run, 'Failed', [], true);
      assert.deepEqual([run.exitCode, codesOf(run)], [0, ['NoOutcome']], logOf(run));
    });

    it('G11 in the opening of a file', async () => {
      const job = world.job({
        runtime: nodeWithPreload(newFolder(), pending('node:fs/promises', 'open')),
      });
      const run = await job.run(world.task, { inputs: { command: 'install', version: '1.3.2' } });
      assertOnlyTaskCommands(run, 'Failed', [], true);
      assert.deepEqual([run.exitCode, codesOf(run)], [0, ['NoOutcome']], logOf(run));
    });

    it('G11 before anything of the task has run', async () => {
      const task = path.join(newFolder(), 'task');
      cpSync(world.task, task, { recursive: true });
      const main = 'exports.main = () => new Promise(() => undefined);';
      writeFileSync(path.join(task, 'main.js'), main);
      const run = await world.job().run(task, { inputs: { command: 'install' } });
      assert.deepEqual([run.result, run.exitCode], ['Failed', 1], logOf(run));
    });

    it('G11 in the start of notation', async () => {
      const silent = `
        const { EventEmitter } = require('node:events');
        processes.spawn = () => Object.assign(new EventEmitter(), { stdout: new EventEmitter(), stderr: new EventEmitter() });
        global.setTimeout = () => ({ unref() {} });
        return processes.spawn();`;
      const run = await verifyWith(insteadOfVerify(silent));
      // Not even the end of that program can be waited for: what is left is the hook at the exit.
      assert.deepEqual([run.result, run.exitCode], ['Failed', 1], logOf(run));
      assert(codesOf(run).includes('NoOutcome'), logOf(run));
    });
  });

  for (const { major, path: node } of nodeRuntimes()) {
    it(`G11 because somebody ended the process, on Node ${major}`, async () => {
      const run = await verifyWith(insteadOfVerify('process.exit(0);'), node);
      assert.deepEqual([run.result, run.exitCode], ['Failed', 1], logOf(run));
      assert(codesOf(run).includes('NoOutcome'), logOf(run));
      assert.equal(run.outputs['Status'], 'Failed');
    });

    for (const [title, script] of [
      ['an exception that nobody caught', "setImmediate(() => { throw new Error('stray'); });"],
      ['a rejection that nobody handled', "void Promise.reject(new Error('stray'));"],
    ] as const) {
      it(`G11 because of ${title}, on Node ${major}: nothing runs on`, async () => {
        const { folder, pidFile } = endlessNotation();
        const runtime = nodeWithPreload(
          folder,
          insteadOfVerify(onceRunning(pidFile, script)),
          node,
        );
        const run = await new TestJob(world, folder, { runtime }).verify(artifact);
        assertOnlyTaskCommands(run);
        assert.deepEqual(codesOf(run), ['Internal'], logOf(run));
        assert(run.issues[0]?.message.includes('stray'), logOf(run));
        await assertGone(pidIn(pidFile));
      });
    }

    it(`F10 G11 because standard output is a full device, on Node ${major}`, async function () {
      if (process.platform !== 'linux') this.skip();
      const fake = new FakeNotation(world.root);
      fake.perform({ writings: [], exitCode: 1 });
      const { job } = new TestJob(world, fake.folder);
      const inputs = { command: 'verify', artifactRefs: artifact, ...world.trust(job) };
      const stdio: StdioOptions = ['ignore', openSync('/dev/full', 'w'), 'ignore'];
      const { end } = startBareStep(job, world.task, inputs, stdio, node);
      assert.deepEqual(await end, { exitCode: 1, signal: null } satisfies End);
    });

    it(`F10 G11 because nobody reads its pipe any more, on Node ${major}: nothing runs on`, async () => {
      const { folder, pidFile } = endlessNotation();
      const { job } = new TestJob(world, folder);
      const inputs = { command: 'verify', artifactRefs: artifact, ...world.trust(job) };
      const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
      const { child, end } = startBareStep(job, world.task, inputs, stdio, node);
      child.stdout?.resume();
      await appeared(pidFile);
      [child.stdout, child.stderr].forEach((one) => one?.destroy());
      assert.deepEqual(await end, { exitCode: 1, signal: null } satisfies End);
      await assertGone(pidIn(pidFile));
    });

    it(`W6 a result that was told ends the process, whatever is open, on Node ${major}`, async () => {
      const script = "require('node:net').createServer().listen(0, '127.0.0.1');";
      const fake = new FakeNotation(world.root);
      fake.perform({ writings: [], exitCode: 1 });
      const { job } = new TestJob(world, fake.folder);
      const inputs = { command: 'verify', artifactRefs: artifact, ...world.trust(job) };
      const runtime = nodeWithPreload(fake.folder, script, node);
      const { end } = startBareStep(job, world.task, inputs, 'ignore', runtime);
      assert.deepEqual(await end, { exitCode: 0, signal: null } satisfies End);
    });

    it(`W2 what cannot be removed does not undo the end of a cancelled step, on Node ${major}`, async () => {
      const { folder, pidFile } = endlessNotation();
      // Something is open: a step whose end is undone goes on.
      const busy = `require('node:net').createServer().listen(0, '127.0.0.1');
        const fs = require('node:fs'); const { rmdirSync } = fs;
        fs.rmdirSync = (file) => {
          if (/notation-\\w{6}$/.test(file)) throw Object.assign(new Error('busy'), { code: 'EBUSY' });
          return rmdirSync(file);
        };`;
      const runtime = nodeWithPreload(folder, busy, node);
      const testJob = new TestJob(world, folder, { runtime });
      const inputs = { command: 'verify', artifactRefs: artifact, ...world.trust(testJob.job) };
      // The emulator sends no second signal: a step that goes on does not end.
      const step = testJob.job.start(world.task, { inputs, timings: { interrupt: 600_000 } });
      await appeared(pidFile);
      step.cancel();
      const run = await step.done;
      assert.deepEqual([run.result, run.exitCode, run.signal], ['Canceled', 130, null], logOf(run));
    });
  }

  const waits: [title: string, script: string][] = [
    ['is silent', 'exec sleep 60'],
    ['closes its streams and stays', 'exec sleep 60 >&- 2>&-'],
    ['writes without end', 'while :; do echo x; echo y >&2; done'],
    ['leaves a daemon that holds its streams', 'setsid sleep 60 & sleep 60'],
  ];
  for (const [title, script] of waits) {
    it(`G11 N7 an artifact fails in time whose notation ${title}`, async () => {
      const folder = newFolder();
      const text = readFileSync(path.join(endlessNotation().folder, 'notation'), 'utf8');
      const mark = path.join(folder, 'mark');
      const lines = [...text.split('\n').slice(0, 2), `: > '${mark}'`, script, ''];
      writeFileSync(path.join(folder, 'notation'), lines.join('\n'), { mode: 0o755 });
      const run = await new TestJob(world, folder).verify(
        ...([artifact, {}, { timeoutPerArtifact: '4s' }] as const),
      );
      assertOnlyTaskCommands(run);
      assert.deepEqual([run.exitCode, codesOf(run)], [0, ['ArtifactTimedOut']], logOf(run));
      assert(existsSync(mark), 'notation was not started');
    });
  }

  for (const command of ['', '$(undefinedVariable)']) {
    it(`F8 a command that is '${command}' installs nothing`, async () => {
      const { requests } = world.releases;
      const before = requests.length;
      const run = await world.job().run(world.task, { inputs: { command } });
      assertOnlyTaskCommands(run);
      const expected = command === '' ? 'InputMissing' : 'MacroNotExpanded';
      assert.deepEqual([codesOf(run), requests.length], [[expected], before], logOf(run));
    });
  }
});
