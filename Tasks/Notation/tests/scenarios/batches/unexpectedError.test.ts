import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { leftOf } from '../../fixtures/processes';
import { pushImage } from '../../doubles/registry/image';
import { endedWith } from '../../fixtures/suite';
import { requireTool } from '../../fixtures/tools';
import { codesOf, logOf } from '../../fixtures/job/logAssertions';
import { BatchFixture } from '../../fixtures/batches/batchFixture';

/** Part of what the step says when the first of eight artifacts is done, whichever it is. */
const FIRST_DONE = 'task.setprogress value=12;';

/** Has the task itself break, after the first artifact that is done. */
const fault = `
const write = process.stdout.write;
let isDue = false;
process.stdout.write = function (chunk, ...rest) {
  if (String(chunk).includes('${FIRST_DONE}')) isDue = true;
  return write.call(this, chunk, ...rest);
};
const { now } = Date;
let left = 3; // one may hit code that does without the time
Date.now = () => {
  if (!isDue || left === 0) return now();
  left -= 1;
  throw new Error('a fault of the task');
};`;

describe('an error that nobody expected', () => {
  let fixture: BatchFixture;

  before(async function () {
    requireTool(this, 'notation');
    fixture = endedWith(this, await BatchFixture.open());
  });

  it('P2 ends the step: nothing more is begun, and what is under way ends before it', async () => {
    const { registry, task, root } = fixture.world;
    const images = await Promise.all(
      Array.from({ length: 8 }, (_, at) => pushImage(registry, `app${at}`, 'v1')),
    );
    // The first signature that comes is taken when two more are on their way, and these when the first one's result
    // is told: they are under way when the step breaks.
    let first: string | undefined;
    const others = new Set<string>();
    let tell = (): void => undefined;
    const told = new Promise<void>((resolve) => (tell = resolve));
    const twoUnderWay = new Promise<void>((resolve) => {
      registry.faults = async ({ repository = '', kind, method }) => {
        if (kind !== 'manifest' || method !== 'PUT') return undefined;
        first ??= repository;
        if (repository === first) {
          await twoUnderWay;
          return undefined;
        }
        if (others.add(repository).size === 2) resolve();
        await told;
        return { after: 1000 };
      };
    });
    const preload = path.join(root, 'fault.cjs');
    writeFileSync(preload, fault);
    const environment = { NODE_OPTIONS: `--require ${preload}` };
    const { job } = fixture.job();
    const step = job.start(task, {
      inputs: fixture.signing(
        images.map(({ reference }) => reference),
        { maxParallel: '3' },
      ),
      env: environment,
    });
    step.onLine((line) => {
      if (line.includes(FIRST_DONE)) tell();
    });
    void step.done.then(tell);
    const run = await step.done;
    assert.deepEqual([run.result, codesOf(run)], ['Failed', ['Internal']], logOf(run));
    assert.match(run.issues[0]?.message ?? '', /a fault of the task/);
    assert.deepEqual(await leftOf(job.lookupId), []);
    assert.deepEqual(
      readdirSync(job.temp).filter((name) => /^notation-\w{6}$/.test(name)),
      [],
    );
    const signed = images.flatMap(({ digest }, at) =>
      registry.store.signaturesOf(`app${at}`, digest).map(() => `app${at}`),
    );
    const begun = [first, ...[...others].slice(0, 2)];
    const later = signed.filter((repository) => !begun.includes(repository));
    assert.deepEqual([...signed].sort(), [...begun, ...later].sort());
    // One more may have taken the place of the first, before the first one's result broke the step.
    assert(later.length <= 1, `${later.join()} were signed after the error`);
  });
});
