import '../agentLibrary';
import assert from 'node:assert/strict';
import sinon from 'sinon';
import { commandsIn } from '../agentLibrary';
import { StepOutcome } from '../../../src/agent/outcome';

type Done = (error?: Error) => void;

describe('the outcome of a step', () => {
  let exitCode: typeof process.exitCode;
  let written: string;
  /** Confirms what was written last. */
  let confirm: Done | undefined;

  beforeEach(() => {
    exitCode = process.exitCode;
    process.exitCode = 1;
    [written, confirm] = ['', undefined];
  });
  afterEach(() => {
    sinon.restore();
    process.exitCode = exitCode;
  });

  /** Does something while standard output is taken by the test. */
  async function capturing(action: () => unknown): Promise<void> {
    const write = sinon.stub(process.stdout, 'write').callsFake((chunk, done) => {
      written += String(chunk).replaceAll('##', '@@');
      if (typeof done === 'function') confirm = done;
      return true;
    });
    try {
      await action();
    } finally {
      write.restore();
    }
  }

  for (const [outcome, status] of [
    ['Succeeded', 'Succeeded'],
    ['SucceededWithIssues', 'Warning'],
    ['Failed', 'Failed'],
  ] as const) {
    it(`G11 is told, ${outcome}, and the exit code is 0 only when that was delivered`, async () => {
      const step = new StepOutcome();
      await capturing(async () => {
        const told = step.report(outcome);
        assert.equal(process.exitCode, 1);
        confirm?.();
        await told;
        assert.equal(process.exitCode, 0);
        step.close();
      });
      assert.equal(process.exitCode, 0);
      assert.deepEqual(commandsIn(written), [
        `task.setvariable variable=Status;isOutput=true;issecret=false;]${status}`,
        `task.complete result=${outcome};]`,
      ]);
    });
  }

  it('G11 is none, and the exit code is 1, where it could not be delivered', async () => {
    const step = new StepOutcome();
    await capturing(async () => {
      const told = step.report('Succeeded');
      confirm?.(new Error('EPIPE'));
      await assert.rejects(told, /EPIPE/);
      step.close();
    });
    assert.equal(process.exitCode, 1);
    assert.equal(written.split('task.complete').length, 2);
  });

  it('G11 is told once', async () => {
    const step = new StepOutcome();
    await capturing(async () => {
      const told = step.report('Failed');
      confirm?.();
      await told;
      await assert.rejects(step.report('Succeeded'));
    });
    assert(!written.includes('Succeeded'));
  });

  it('G11 is a failure where the process ends before, whatever exit code was set', async () => {
    const step = new StepOutcome();
    process.exitCode = 0;
    await capturing(() => {
      step.close();
    });
    assert.equal(process.exitCode, 1);
    const [issue = '', ...rest] = commandsIn(written);
    assert(issue.startsWith('task.logissue type=error;code=NoOutcome;'), issue);
    assert.equal(rest.at(-1), 'task.complete result=Failed;]');
  });

  it('H9 of a cancelled step is not told, and its exit code is 130', async () => {
    const step = new StepOutcome();
    await capturing(() => {
      step.cancel();
      process.exitCode = 0;
      step.close();
    });
    assert.deepEqual([process.exitCode, written], [130, '']);
  });
});
