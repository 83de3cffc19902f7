import assert from 'node:assert/strict';
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
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { Traces } from '../../fixtures/traces';
import { type World, signInputs } from '../../fixtures/world';

/** What is left when the step's process has ended. */
interface Aftermath {
  readonly done: StepRun;
  readonly alive: readonly Orphan[];
  readonly traces: readonly string[];
  /** Milliseconds from the first signal. */
  readonly took: number;
}

type Stop = (step: StepHandle) => void;
const cancel: Stop = (step) => step.cancel();
const signal =
  (...names: readonly NodeJS.Signals[]): Stop =>
  ({ pid = 0 }) => {
    for (const name of names) process.kill(pid, name);
  };

/** What makes a fake not end by itself, and say when it has come so far. */
const stubborn = `require('node:fs').writeFileSync(process.env.TEST_REACHED, '');
setInterval(() => {}, 1000);`;
const child = (options: string): string =>
  `require('node:child_process').spawn('sleep', ['300'], ${options}).unref();`;
const deafTo = (...names: readonly NodeJS.Signals[]): string =>
  names.map((name) => `process.on('${name}', () => {});`).join('\n');

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
  ): Promise<Aftermath> {
    const inputs = { ...signInputs(world), akvPluginVersion: plugin.version };
    const traces = new Traces(job);
    const step = job.start(plugin.task, {
      inputs: { ...inputs, artifactRefs: reference },
      env,
      timeout: 20_000,
    });
    await Promise.race([reached(), step.done]);
    const start = Date.now();
    stop(step);
    const done = await step.done;
    const took = Date.now() - start;
    const alive = killOrphans(job.lookupId);
    return { done, alive, traces: traces.left('sign', done), took };
  }

  /** By itself: before the agent loses patience, and saying that it knows. */
  function endedCleanly({ done, alive, traces, took }: Aftermath, within: number): void {
    const log = done.log.join('\n');
    assert.deepEqual([done.exitCode, done.signal], [130, null], log);
    assert(took < within, `${took} ms`);
    assert.deepEqual(alive, []);
    assert.deepEqual(traces, []);
    assert(log.includes('The step was cancelled'), log);
  }

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
        endedCleanly(aftermath, agentTimings.interrupt);
        await unsigned(image);
      });
    }

    it(`H9 while the registry stalls at the upload: nothing runs on, with notation ${version}`, async () => {
      const [job, image] = [await installed(version), await newImage()];
      const uploading = new Promise<void>((resolve) => {
        world.registry.faults = ({ kind }) => {
          if (kind !== 'upload') return undefined;
          resolve();
          return { after: 300, status: 503 };
        };
      });
      const aftermath = await interrupt(job, image.reference, {}, () => uploading, cancel);
      world.registry.faults = undefined;
      endedCleanly(aftermath, agentTimings.interrupt);
      await unsigned(image);
    });
  }

  /** Cancels a step whose notation is a fake that does this. */
  async function cancelStandIn(body: string, stop: Stop): Promise<Aftermath> {
    const notation = new FakeNotation(world.root);
    notation.act(body);
    const TEST_REACHED = path.join(notation.folder, 'reached');
    const job = world.job({ environment: { ...notation.environment, TEST_REACHED } });
    const { reference } = await newImage();
    return interrupt(job, reference, {}, () => appeared(TEST_REACHED), stop);
  }

  const quiet = `{ stdio: 'ignore' }`;
  const cases: readonly (readonly [what: string, body: string, stop: Stop, within: number])[] = [
    ['obeys SIGINT', child(quiet) + stubborn, cancel, 2000],
    ['is deaf to SIGINT', child(quiet) + deafTo('SIGINT') + stubborn, cancel, 4500],
    [
      'is deaf to SIGINT and SIGTERM',
      child(quiet) + deafTo('SIGINT', 'SIGTERM') + stubborn,
      cancel,
      agentTimings.interrupt,
    ],
    [
      'is deaf, by two signals at once',
      deafTo('SIGINT', 'SIGTERM') + stubborn,
      signal('SIGINT', 'SIGTERM'),
      2000,
    ],
    ['is deaf, by SIGTERM alone', deafTo('SIGTERM') + stubborn, signal('SIGTERM'), 2000],
  ];
  for (const [what, body, stop, within] of cases) {
    it(`H9 while a notation runs that ${what}: nothing runs on, and in time`, async () => {
      endedCleanly(await cancelStandIn(body, stop), within);
    });
  }

  const detached = `{ stdio: ['ignore', 'inherit', 'inherit'], detached: true }`;

  it('H9 while a process has left the group and holds the output open: ends, in time', async () => {
    const aftermath = await cancelStandIn(child(detached) + stubborn, cancel);
    // The agent itself ends it, with the job, by the mark in its environment.
    assert.deepEqual(
      aftermath.alive.map(({ command }) => command),
      ['sleep 300'],
    );
    endedCleanly({ ...aftermath, alive: [] }, agentTimings.interrupt);
  });

  it('H9 a process that has left the group holds up no other step either', async () => {
    const body = `${child(detached)} console.log('Successfully signed ' + args[args.length - 1]);`;
    const notation = new FakeNotation(world.root);
    notation.act(body);
    const job = world.job({ environment: notation.environment });
    const { reference } = await newImage();
    const inputs = { ...signInputs(world), artifactRefs: reference };
    const { result, log } = await job.run(world.task, { inputs, timeout: 10_000 });
    assert.equal(result, 'Succeeded', log.join('\n'));
    assert.equal(job.end().length, 1);
  });
});
