import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { EmulatorFixture, vso } from './emulatorFixture';

const failed = `${vso}task.complete result=Failed]no`;

describe('a step', () => {
  const bench = new EmulatorFixture();
  after(() => {
    bench.clear();
  });

  it('obeys stderr as stdout and swallows the commands', async () => {
    const task = bench.task(`
      console.log('plain');
      console.error(${JSON.stringify(`x ${vso}task.logissue type=error;code=E1]bad`)});
      console.error(${JSON.stringify(failed)});`);
    const run = await bench.job().run(task);
    assert.equal(run.result, 'Failed');
    assert.deepEqual(run.issues, [{ type: 'error', message: 'bad', code: 'E1' }]);
    assert.deepEqual([...run.log].sort(), ['##[error]bad', 'plain']);
    assert.deepEqual(
      run.commands.map(({ event }) => event),
      ['logissue', 'complete'],
    );
    assert.ok(run.raw.stderr.includes('bad') && run.raw.stdout === 'plain\n');
  });

  it('can be talked into Skipped, which its job does not mind', async () => {
    const job = bench.job();
    const run = await job.run(bench.speaker([`e: ${vso}task.complete result=Skipped]`, failed]));
    assert.equal(run.result, 'Skipped');
    assert.equal(job.result, 'Succeeded');
  });

  it('fails by exit code, whatever it said, and is forgiven by continueOnError', async () => {
    const task = bench.task(`
      console.log(${JSON.stringify(`${vso}task.complete result=Skipped]`)});
      process.exitCode = 7;`);
    const job = bench.job();
    const run = await job.run(task);
    assert.equal(run.result, 'Failed');
    assert.equal(run.exitCode, 7);
    assert.equal(job.variables.get('Agent.JobStatus'), 'Failed');
    const forgiven = await bench.job().run(task, { continueOnError: true });
    assert.equal(forgiven.result, 'SucceededWithIssues');
  });

  it('fails by an unknown event or result, but only warns of an unknown area', async () => {
    const event = await bench.job().run(bench.speaker([`${vso}task.nonsense]x`]));
    assert.equal(event.result, 'Failed');
    const result = await bench.job().run(bench.speaker([`${vso}task.complete result=Cancelled]`]));
    assert.equal(result.result, 'Failed');
    const area = await bench.job().run(bench.speaker([`${vso}other.thing]x`, `a ${vso}oops`]));
    assert.equal(area.result, 'Succeeded');
    assert.equal(area.agentWarnings.length, 2);
    assert.equal(area.log.at(-1), `a ${vso}oops`);
  });

  it('stores outputs only under its name', async () => {
    const job = bench.job();
    const lines = [
      `${vso}task.setvariable variable=digest]d`,
      `${vso}task.setvariable variable=also;isOutput=true]a`,
      `${vso}task.setvariable variable=job.wide]j`,
    ];
    const manifest = { outputVariables: [{ name: 'Digest' }] };
    const run = await job.run(bench.speaker(lines, manifest), { name: 'sign' });
    assert.deepEqual(run.outputs, { digest: 'd', also: 'a' });
    assert.deepEqual(run.variables, { 'job.wide': 'j' });
    const text = job.variables.expand('$(sign.digest) $(digest) $(sign.also) $(job.wide)');
    assert.equal(text, 'd $(digest) a j');
    const again = await job.run(bench.speaker([]));
    assert.equal(again.name, 'Tiny');
  });

  it('masks what it hides, in the log and in issues', async () => {
    const run = await bench
      .job()
      .run(
        bench.speaker([
          `${vso}task.setsecret]hunter2`,
          `${vso}task.logissue type=warning]it is hunter2`,
          'hunter2',
          `${vso}task.setvariable variable=v;issecret=true]hunter3`,
          'hunter3',
          `${vso}task.setvariable variable=w;issecret=true]a%0Ab`,
        ]),
      );
    assert.deepEqual(run.log.slice(0, 3), ['##[warning]it is ***', '***', '***']);
    assert.deepEqual(run.secrets, ['hunter2', 'hunter3']);
    assert.equal(run.result, 'Failed');
  });

  it('may set and say no more than its restrictions allow', async () => {
    const job = bench.job();
    const lines = [
      `${vso}task.setvariable variable=NODE_OPTIONS]x`,
      `${vso}task.setvariable variable=notationPath]y`,
      `${vso}task.prependpath]/evil`,
      `${vso}task.uploadsummary]/etc/hostname`,
    ];
    const run = await job.run(
      bench.speaker(lines, {
        restrictions: {
          commands: { mode: 'restricted' },
          settableVariables: { allowed: ['Notation*'] },
        },
      }),
    );
    assert.equal(run.result, 'Succeeded');
    assert.deepEqual(run.variables, { notationPath: 'y' });
    assert.equal(run.agentWarnings.length, 3);
    assert.deepEqual(
      run.refused.map(({ event }) => event),
      ['setvariable', 'prependpath', 'uploadsummary'],
    );
    assert.deepEqual(job.prependedPath, []);
    assert.equal(job.variables.get('NODE_OPTIONS'), undefined);
    const path = { restrictions: { settableVariables: { allowed: ['PATH'] } } };
    await job.run(bench.speaker([`${vso}task.prependpath]/good`], path));
    assert.deepEqual(job.prependedPath, ['/good']);
  });

  it('keeps ten errors and shows all', async () => {
    const lines = Array.from({ length: 12 }, (_, n) => `${vso}task.logissue type=error]${n}`);
    const run = await bench.job().run(bench.speaker(lines));
    assert.equal(run.issues.length, 10);
    assert.equal(run.log.length, 12);
  });

  it('attaches summaries, and notices one that is gone after the step', async () => {
    const task = bench.task(`
      const fs = require('node:fs');
      const path = process.env.AGENT_TEMPDIRECTORY + '/s.md';
      fs.writeFileSync(path, '# sum');
      console.log(${JSON.stringify(`${vso}task.uploadsummary]`)} + path);`);
    const job = bench.job();
    const kept = await job.run(task);
    const path = join(job.temp, 's.md');
    assert.deepEqual(kept.summaries, [
      { type: 'Distributedtask.Core.Summary', name: 's.md', path, content: '# sum', kept: true },
    ]);
    const step = job.start(task);
    step.onLine((line) => {
      if (line.includes('uploadsummary')) rmSync(path); // the agent has just read it
    });
    const gone = await step.done;
    assert.equal(gone.summaries[0]?.kept, false);
    const missing = await job.run(bench.speaker([`${vso}task.uploadsummary]/no/such/file`]));
    assert.equal(missing.result, 'Failed');
  });

  it('shows debug lines only with System.Debug', async () => {
    const task = bench.speaker([`${vso}task.debug]inner`, `${vso}task.setprogress value=30]half`]);
    assert.deepEqual((await bench.job().run(task)).log, []);
    const run = await bench.job({ debug: true }).run(task);
    assert.equal(run.log[0], '##[debug]inner');
    assert.deepEqual(run.progress, [{ percent: 30, operation: 'half' }]);
  });

  it('is run again after a failure, as often as wanted', async () => {
    const task = bench.task(`
      const fs = require('node:fs');
      const path = process.env.AGENT_TEMPDIRECTORY + '/count';
      fs.appendFileSync(path, 'x');
      if (fs.readFileSync(path, 'utf8').length < 3) console.log(${JSON.stringify(failed)});`);
    const run = await bench.job().run(task, { retryCountOnTaskFailure: 5 });
    assert.equal(run.result, 'Succeeded');
    assert.equal(run.attempts, 3);
    const once = await bench.job().run(task);
    assert.equal(once.result, 'Failed');
  });

  it('fails without a handler that the agent knows, or without its Node', async () => {
    const job = bench.job();
    const none = await job.run(bench.speaker([]), { handler: 'Node16' });
    assert.equal(none.result, 'Failed');
    const missing = await job.run(bench.speaker([]), { runtime: join(bench.folder, 'none') });
    assert.equal(missing.result, 'Failed');
  });
});
