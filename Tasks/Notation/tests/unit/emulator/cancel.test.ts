import assert from 'node:assert/strict';
import { agentTimings } from '../../../../../emulator/attempt';
import { findOrphans } from '../../../../../emulator/orphans';
import type { StepHandle } from '../../../../../emulator/step';
import { leftOf } from '../../fixtures/processes';
import { EmulatorFixture, vso } from './emulatorFixture';

const stay = 'setInterval(() => {}, 1000);';
const child = `require('node:child_process').spawn('sleep', ['60'], { stdio: 'inherit' });`;

async function heard(step: StepHandle, text: string): Promise<void> {
  await new Promise<void>((resolve) => {
    step.onLine((line) => {
      if (line.includes(text)) {
        resolve();
      }
    });
  });
}

describe('a step that is cancelled', () => {
  it('has by default the time that an agent gives', () => {
    const { interrupt, terminate, streams, retry } = agentTimings;
    assert.deepEqual([interrupt, terminate, streams, retry(0)], [7500, 2500, 5000, 1000]);
  });

  const bench = new EmulatorFixture();
  after(() => {
    bench.clear();
  });

  it('is asked with SIGINT, and is Canceled even if it then ends well', async () => {
    const task = bench.task(`
      process.on('SIGINT', () => { console.log('asked'); process.exit(0); });
      ${stay} console.log('ready');`);
    const step = bench.job().start(task, { timings: { interrupt: 60_000 } });
    await heard(step, 'ready');
    step.cancel();
    const run = await step.done;
    assert.equal(run.result, 'Canceled');
    assert.equal(run.exitCode, 0);
    assert.ok(run.log.includes('asked'));
  });

  it('gets SIGTERM next and SIGKILL last', async () => {
    const task = bench.task(`
      process.on('SIGINT', () => console.log('int'));
      process.on('SIGTERM', () => console.log('term'));
      ${stay} console.log('ready');`);
    // Time enough for a busy machine to have the task hear one signal before the next.
    const step = bench.job().start(task, { timings: { interrupt: 2000, terminate: 2000 } });
    await heard(step, 'ready');
    step.cancel();
    const run = await step.done;
    assert.equal(run.signal, 'SIGKILL');
    assert.deepEqual(run.log.slice(0, 3), ['ready', 'int', 'term']);
  });

  it('leaves its children alone until the job ends', async () => {
    const job = bench.job();
    const task = bench.task(`${child} ${stay} console.log('ready');`);
    const step = job.start(task, { timings: { interrupt: 60_000 } });
    await heard(step, 'ready');
    step.cancel();
    const run = await step.done;
    assert.equal(run.signal, 'SIGINT');
    assert.equal(findOrphans(job.lookupId).length, 1);
    assert.deepEqual(
      job.end().map(({ command }) => command),
      ['sleep 60'],
    );
    assert.deepEqual(await leftOf(job.lookupId), []);
    assert.deepEqual(job.end(), []);
  });

  it('does not wait for ever for streams that a child holds', async () => {
    const job = bench.job();
    const run = await job.run(
      bench.task(`${child} process.stdout.write('x', () => process.exit());`),
    );
    assert.deepEqual(run.log, ['x']);
    assert.equal(run.result, 'Succeeded');
    assert.equal(job.end().length, 1);
  });

  it('fails, if it was its own time that ran out', async () => {
    const timings = { interrupt: 60_000 };
    const run = await bench.job().run(bench.task(stay), { timeout: 200, timings });
    assert.equal(run.result, 'Failed');
    assert.equal(run.signal, 'SIGINT');
  });

  it('is not waited for, once it said that it is done', async () => {
    const job = bench.job();
    const line = JSON.stringify(`${vso}task.complete result=Succeeded;done=true]`);
    const run = await job.run(bench.task(`console.log(${line}); ${stay}`));
    assert.equal(run.result, 'Succeeded');
    assert.equal(job.end().length, 1);
  });
});
