import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runPipeline } from '../../../../../emulator/pipeline';
import { Printer, escapeLine } from '../../../../../emulator/printer';
import { EmulatorFixture, vso } from './emulatorFixture';

describe('a pipeline', () => {
  const bench = new EmulatorFixture();
  after(() => {
    bench.clear();
  });

  it('runs its steps in order, each seeing what the earlier ones set', async () => {
    const output = new PassThrough();
    const sources = bench.directory('sources');
    writeFileSync(join(sources, 'file'), '');
    const task = bench.task(
      `console.log(${JSON.stringify(`${vso}task.setvariable variable=out]`)} + process.env.INPUT_IMAGE);
       console.log(${JSON.stringify(`${vso}task.prependpath]/tool`)});
       console.log(${JSON.stringify(`${vso}broken`)});`,
      {
        name: 'Notation',
        inputs: [{ name: 'image', type: 'string', aliases: ['ref'] }],
        outputVariables: [{ name: 'out' }],
      },
    );
    const job = bench.job();
    const text = `
variables:
  tag: 1.10
steps:
  - checkout: self
  - task: me.extension.notation.Notation@0
    name: sign
    inputs:
      ref: app:$(tag)
  - bash: |
      echo "got $SIGN_OUT, $(sign.out), \${PATH%%:*}, \${INPUT_IMAGE:-none}"
      exit 3
    displayName: Look at $(tag)
  - script: echo never
  - script: echo always
    condition: always()
`;
    const run = await runPipeline(job, text, {
      tasks: { 'Notation@0': task },
      sources,
      printer: new Printer(output),
    });
    assert.equal(run.result, 'Failed');
    assert.deepEqual(
      run.steps.map(({ name, result }) => `${name} ${result}`),
      ['sign Succeeded', 'CmdLine Failed', 'CmdLine1 Succeeded'],
    );
    assert.deepEqual(run.skipped, ['echo never']);
    assert.equal(run.steps[1]?.log[0], 'got app:1.10, app:1.10, /tool, none');
    assert.ok(existsSync(join(job.sources, 'file')));
    const printed = String(output.read());
    assert.ok(!printed.includes(vso.slice(0, 5)), 'the marker was printed');
    for (const part of [
      'Starting: Tiny task\n',
      'Version      : 0.1.0',
      'Finishing: Look at 1.10 (Failed)',
    ]) {
      assert.ok(printed.includes(part), part);
    }
  });

  it('does not start with a task that is unknown', async () => {
    const job = bench.job();
    const run = runPipeline(job, 'steps: [{ task: Other@1 }]', { tasks: {} });
    await assert.rejects(run, /references a task called 'Other@1'/);
    await assert.rejects(runPipeline(job, 'jobs: []', { tasks: {} }), /no `steps:`/);
  });

  it('plays Docker, and tells each step as it starts', async () => {
    const job = bench.job();
    const names: string[] = [];
    const text = `
steps:
  - task: Docker@2
    inputs: { command: push, repository: localhost:5000/app }
  - script: sleep 60
`;
    const run = await runPipeline(job, text, {
      tasks: {},
      docker: { pushImage: () => Promise.resolve({ digest: 'sha256:ab' }) },
      onStep: (step, { subject }) => {
        names.push(subject);
        if (subject.startsWith('sleep')) {
          step.cancel();
        }
      },
    });
    assert.deepEqual(names, ['Docker@2', 'sleep 60']);
    assert.equal(job.variables.get('RESOURCE_URIS'), 'https://localhost:5000/app@sha256:ab');
    assert.equal(run.result, 'Canceled');
  });
});

describe('printed lines', () => {
  it('cannot be obeyed by whoever runs the tests', () => {
    assert.equal(escapeLine(`a #${vso}task.complete]`), 'a #vso[task.complete]');
    assert.equal(escapeLine('##' + 'vso#[task.complete]'), '#vso[task.complete]');
    assert.equal(escapeLine('::error::x'), ': :error::x');
    assert.equal(escapeLine('##[error]x'), '[error]x');
  });
});
