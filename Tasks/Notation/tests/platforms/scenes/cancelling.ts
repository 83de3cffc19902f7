import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { StepRun } from '../../../../../emulator/run';
import { gone, leftDirectories } from '../stage/inspect';
import type { Scene } from '../stage/scene';
import { type Stage, failedWith, logOf } from '../stage/stage';

/** Waits until the world has seen something so often. @throws Error when it has not within two minutes */
async function seen(stage: Stage, what: 'downloads' | 'registryFaults'): Promise<void> {
  for (let waited = 0; (await stage.ask(what, {})).count === 0; waited += 50) {
    if (waited > 120_000) throw new Error(`no ${what}`);
    await delay(50);
  }
}

/** A cancelled step ends by itself: 130 says so, where the end of a killed one is 1 or a signal. */
function cancelled(run: StepRun): void {
  assert.deepEqual([run.result, run.exitCode], ['Canceled', 130], logOf(run));
}

/** What is left of a step that the agent ends. */
export const cancelling: readonly Scene[] = [
  {
    name: 'W2 cancelled during a download, the step ends and leaves nothing',
    onEveryNode: true,
    play: async (stage) => {
      await stage.ask('releaseFault', { fault: { kind: 'stall', after: 100_000 }, times: 9 });
      const job = stage.job();
      const step = stage.start(job, { command: 'install', version: '1.3.2' });
      await seen(stage, 'downloads');
      await delay(500); // the file is there and open
      step.cancel();
      cancelled(await step.done);
      assert.deepEqual([job.prependedPath, leftDirectories(job.temp)], [[], []]);
    },
  },
  {
    name: 'cancelled while the plugin signs, the step ends with the plugin and leaves nothing',
    onEveryNode: true,
    onArm64: true,
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const image = await stage.image();
      await stage.ask('hold', { command: 'generate-signature' });
      const step = stage.start(job, stage.signInputs(image));
      const { process: plugin } = await stage.ask('held', {});
      step.cancel();
      cancelled(await step.done);
      await gone(plugin);
      assert.deepEqual(leftDirectories(job.temp), []);
      assert.deepEqual(await stage.ask('signatures', { reference: image }), { count: 0 });
    },
  },
  {
    name: 'cancelled while the registry is silent, verify ends and leaves nothing',
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const image = await stage.signedImage();
      const fault = { method: 'GET', path: '/blobs/', times: 9, fault: { stall: true } } as const;
      await stage.ask('registryFault', fault);
      const step = stage.start(job, stage.verifyInputs(image));
      await seen(stage, 'registryFaults');
      step.cancel();
      cancelled(await step.done);
      assert.deepEqual(leftDirectories(job.temp), []);
    },
  },
  {
    name: 'a plugin that takes longer than the step allows is ended, and the step fails',
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const image = await stage.image();
      await stage.ask('hold', { command: 'generate-signature' });
      const step = stage.start(job, { ...stage.signInputs(image), timeoutPerArtifact: '20s' });
      const { process: plugin } = await stage.ask('held', {});
      failedWith(await step.done, 'ArtifactTimedOut');
      await gone(plugin);
      assert.deepEqual(leftDirectories(job.temp), []);
    },
  },
  {
    name: 'the agent ends a step that has used up its time',
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const image = await stage.image();
      await stage.ask('hold', { command: 'generate-signature' });
      const step = stage.start(job, stage.signInputs(image), { timeout: 30_000 });
      const { process: plugin } = await stage.ask('held', {});
      assert.equal((await step.done).result, 'Failed');
      await gone(plugin);
      assert.deepEqual(leftDirectories(job.temp), []);
    },
  },
];
