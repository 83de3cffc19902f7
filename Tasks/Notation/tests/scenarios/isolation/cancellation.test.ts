import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { agentTimings } from '../../../../../emulator/attempt';
import type { Job } from '../../../../../emulator/job';
import { type Orphan, killOrphans } from '../../../../../emulator/orphans';
import type { StepRun } from '../../../../../emulator/run';
import type { StepHandle } from '../../../../../emulator/step';
import {
  type HeldPlugin,
  type HoldOptions,
  appeared,
  publishHeldPlugin,
} from '../../doubles/heldPlugin';
import { type PushedImage, pushImage } from '../../doubles/registry/image';
import { FakeNotation } from '../../doubles/fakeNotation';
import { leftOf } from '../../fixtures/processes';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { Traces } from '../../fixtures/traces';
import { type World, signInputs } from '../../fixtures/world';

/** What is left when the step's process has ended. */
interface Aftermath {
  readonly done: StepRun;
  readonly alive: readonly Orphan[];
  readonly traces: readonly string[];
}

type Stop = (step: StepHandle) => void;
const cancel: Stop = (step) => step.cancel();
const signal =
  (...names: readonly NodeJS.Signals[]): Stop =>
  ({ pid = 0 }) => {
    for (const name of names) process.kill(pid, name);
  };

/** The emulator sends nothing more after the first signal: a step that waits for a second one never ends. */
const timings = { interrupt: 600_000 };

/** What makes a fake not end by itself, and say when it has come so far. */
const stubborn = `require('node:fs').writeFileSync(process.env.TEST_REACHED, '');
setInterval(() => {}, 1000);`;
const child = (options: string): string =>
  `require('node:child_process').spawn('sleep', ['300'], ${options}).unref();`;
/** What makes a fake note the signals that it gets; those that it is not deaf to end it. */
const noting = (...deafTo: readonly NodeJS.Signals[]): string =>
  (['SIGINT', 'SIGTERM'] as const)
    .map((name) => {
      const note = `require('node:fs').appendFileSync(process.env.TEST_HEARD, '${name} ');`;
      const end = deafTo.includes(name) ? '' : 'process.exit();';
      return `process.on('${name}', () => { ${note} ${end} });`;
    })
    .join('\n');

describe('a sign step that is cancelled', function () {
  let world: World;
  let plugin: HeldPlugin;
  const jobs = new Map<string, Job>();

  before(async function () {
    world = await openSuiteWorld(this);
    plugin = await publishHeldPlugin(world);
  });

  afterEach(() => {
    world.registry.faults = undefined;
  });

  function newImage(): Promise<PushedImage> {
    return pushImage(world.registry.host, 'app', 'latest');
  }

  /** A job in which this version is installed, the same for every test. */
  async function installed(version: string): Promise<Job> {
    const known = jobs.get(version);
    if (known !== undefined) return known;
    const job = world.job();
    jobs.set(version, job);
    const inputs = { command: 'install', isCustomVersion: 'false', version };
    await job.run(world.task, { inputs });
    return job;
  }

  async function interrupt(
    job: Job,
    reference: string,
    env: Readonly<Record<string, string>>,
    reached: () => Promise<unknown>,
    stop: Stop,
    expected = 0,
  ): Promise<Aftermath> {
    const inputs = { ...signInputs(world), akvPluginVersion: plugin.version };
    const traces = new Traces(job);
    const step = job.start(plugin.task, {
      inputs: { ...inputs, artifactRefs: reference },
      ...{ env, timings, timeout: 120_000 },
    });
    await Promise.race([reached(), step.done]);
    stop(step);
    const done = await step.done;
    const alive = await leftOf(job.lookupId, expected);
    killOrphans(job.lookupId);
    return { done, alive, traces: traces.left('sign', done) };
  }

  /** By itself: after the one signal, and saying that it knows. */
  function endedCleanly({ done, alive, traces }: Aftermath): void {
    const log = done.log.join('\n');
    assert.deepEqual([done.exitCode, done.signal], [130, null], log);
    assert.deepEqual(alive, []);
    assert.deepEqual(traces, []);
    assert(log.includes('The step was cancelled'), log);
    assert(!log.includes('The task has timed out'), log);
  }

  it('H9 has done with its signals and files before the agent sends a stronger signal', () => {
    const bundle = readFileSync(path.join(world.task, 'main.js'), 'utf8');
    const waits = [
      /\bSIGNAL_TIMEOUT_MS\d* = \{ SIGINT: ([\de]+), SIGTERM: [\de]+ \}/,
      /\bSIGNAL_TIMEOUT_MS\d* = \{ SIGINT: [\de]+, SIGTERM: ([\de]+) \}/,
      /\bKILLED_WITHIN_MS\d* = ([\de]+);/,
      /\bCLOSING_MS\d* = ([\de]+);/,
    ].map((pattern) => Number(pattern.exec(bundle)?.[1]));
    const sum = waits.reduce((one, other) => one + other);
    assert(sum <= agentTimings.interrupt, waits.join());
  });

  async function unsigned({ digest }: PushedImage): Promise<void> {
    await sleep(300);
    assert.deepEqual(world.registry.store.signaturesOf('app', digest), []);
  }

  const holds: readonly (readonly [what: string, options: HoldOptions, stop: Stop])[] = [
    ['hangs', {}, cancel],
    ['is deaf to SIGINT and SIGTERM', { deafTo: ['SIGINT', 'SIGTERM'] }, cancel],
    ['forked', { forks: true, deafTo: ['SIGINT', 'SIGTERM'] }, cancel],
    ['hangs, by SIGTERM alone', { deafTo: ['SIGTERM'] }, signal('SIGTERM')],
    ['hangs, by two signals at once', { deafTo: ['SIGINT'] }, signal('SIGINT', 'SIGTERM')],
  ];
  for (const { version } of notationVersions()) {
    for (const [what, options, stop] of holds) {
      it(`H9 while the plugin ${what}: nothing runs on, with notation ${version}`, async () => {
        const [job, image, hold] = [
          await installed(version),
          await newImage(),
          plugin.hold(options),
        ];
        const reached = (): Promise<void> => hold.reached();
        const aftermath = await interrupt(job, image.reference, hold.environment, reached, stop);
        hold.release(); // were it still there, it would sign now
        endedCleanly(aftermath);
        await unsigned(image);
      });
    }

    it(`H9 while the registry stalls at the upload: nothing runs on, with notation ${version}`, async () => {
      const [job, image] = [await installed(version), await newImage()];
      let answer = (): void => undefined;
      const ended = new Promise<void>((resolve) => (answer = resolve));
      const uploading = new Promise<void>((resolve) => {
        world.registry.faults = async ({ kind }) => {
          if (kind !== 'upload') return undefined;
          resolve();
          await ended;
          return { status: 503 };
        };
      });
      const aftermath = await interrupt(job, image.reference, {}, () => uploading, cancel);
      world.registry.faults = undefined;
      answer(); // were notation still there, it would try again now
      endedCleanly(aftermath);
      await unsigned(image);
    });
  }

  /** Cancels a step whose notation is a fake that does this; `heard` are the signals that it noted. */
  async function cancelStandIn(
    body: string,
    stop: Stop,
    expected = 0,
  ): Promise<{ aftermath: Aftermath; heard: string }> {
    const notation = new FakeNotation(world.root);
    notation.act(body);
    const TEST_REACHED = path.join(notation.folder, 'reached');
    const TEST_HEARD = path.join(notation.folder, 'heard');
    const environment = { ...notation.environment, TEST_REACHED, TEST_HEARD };
    const { reference } = await newImage();
    const reached = (): Promise<void> => appeared(TEST_REACHED);
    const job = world.job({ environment });
    const aftermath = await interrupt(job, reference, {}, reached, stop, expected);
    const heard = existsSync(TEST_HEARD) ? readFileSync(TEST_HEARD, 'utf8') : '';
    return { aftermath, heard: heard.trim() };
  }

  const quiet = `{ stdio: 'ignore' }`;
  const atOnce = signal('SIGINT', 'SIGTERM');
  const cases: readonly (readonly [what: string, body: string, stop: Stop, heard: RegExp])[] = [
    ['obeys SIGINT', child(quiet) + noting() + stubborn, cancel, /^SIGINT$/],
    ['is deaf to SIGINT', child(quiet) + noting('SIGINT') + stubborn, cancel, /^SIGINT SIGTERM$/],
    [
      'is deaf to SIGINT and SIGTERM',
      child(quiet) + noting('SIGINT', 'SIGTERM') + stubborn,
      cancel,
      /^SIGINT SIGTERM$/,
    ],
    // The second signal may come before the first one was passed on.
    [
      'is deaf, by two signals at once',
      noting('SIGINT', 'SIGTERM') + stubborn,
      atOnce,
      /^(SIGINT)?$/,
    ],
    ['is deaf, by SIGTERM alone', noting('SIGTERM') + stubborn, signal('SIGTERM'), /^$/],
  ];
  for (const [what, body, stop, expected] of cases) {
    it(`H9 while a notation runs that ${what}: nothing runs on, by no more signals than it takes`, async () => {
      const { aftermath, heard } = await cancelStandIn(body, stop);
      endedCleanly(aftermath);
      assert.match(heard, expected);
    });
  }

  const detached = `{ stdio: ['ignore', 'inherit', 'inherit'], detached: true }`;

  it('H9 while a process has left the group and holds the output open: ends all the same', async () => {
    const { aftermath } = await cancelStandIn(child(detached) + stubborn, cancel, 1);
    // The agent itself ends it, with the job, by the mark in its environment.
    assert.deepEqual(
      aftermath.alive.map(({ command }) => command),
      ['sleep 300'],
    );
    endedCleanly({ ...aftermath, alive: [] });
  });

  it('H9 a process that has left the group holds up no other step either', async () => {
    const body = `${child(detached)} console.log('Successfully signed ' + args[args.length - 1]);`;
    const notation = new FakeNotation(world.root);
    notation.act(body);
    const job = world.job({ environment: notation.environment });
    const { reference } = await newImage();
    const inputs = { ...signInputs(world), artifactRefs: reference };
    const { result, log } = await job.run(world.task, { inputs, timeout: 120_000 });
    assert.equal(result, 'Succeeded', log.join('\n'));
    assert.equal(job.end().length, 1);
  });
});
