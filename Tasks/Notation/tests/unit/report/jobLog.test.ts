import { captured, commandsIn, library } from '../agentLibrary';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sinon from 'sinon';
import { closeStep, printResult } from '../../../src/report/jobLog';
import type { ArtifactResult, StepReport, TimedResult } from '../../../src/report/result';
import { advice, artifact, failed, report, shortfall } from './results';

/** What closing a step writes: its commands, without those that only repeat, and its lines. */
function closed(given: StepReport): { commands: string[]; lines: string[] } {
  const output = captured(() => {
    closeStep(given);
  });
  const lines = output.split('\n').filter((line) => line !== '' && !line.startsWith('@@'));
  return { commands: commandsIn(output), lines };
}

const issues = (commands: readonly string[], type: string): string[] =>
  commands.filter((command) => command.startsWith(`task.logissue type=${type};`));

describe('printResult', () => {
  const statuses: ArtifactResult['status'][] = ['signed', 'verified', 'skipped', 'failed'];
  for (const status of statuses) {
    it(`G5 tells ${status}, by the digest where there is one`, () => {
      const tell = (resolved?: string): string =>
        captured(() => {
          printResult({ ...artifact(), status, resolved });
        });
      assert.match(tell('r/a@sha256:0'), new RegExp(`^${status} +r/a@sha256:0\n$`, 'i'));
      assert.match(tell(), new RegExp(`^${status} +r/a:1\n$`, 'i'));
    });
  }
});

describe('closeStep', () => {
  let temp: string;
  let environment: NodeJS.ProcessEnv;

  beforeEach(() => {
    environment = { ...process.env };
    temp = mkdtempSync(path.join(tmpdir(), 'job-log-'));
    sinon.stub(library, 'getVariable').callsFake((name) => {
      return name === 'Agent.TempDirectory' ? temp : undefined;
    });
  });
  afterEach(() => {
    sinon.restore();
    rmSync(temp, { recursive: true });
    process.env = environment; // the agent library puts output variables there
  });

  const table: [title: string, report: StepReport, status: string, result: string][] = [
    ['all verified', report([artifact(advice)]), 'Succeeded', 'Succeeded'],
    ['a shortfall', report([artifact(shortfall)]), 'Warning', 'SucceededWithIssues'],
    ['one failed', report([artifact(), failed()]), 'Failed', 'Failed'],
  ];
  for (const [title, given, status, result] of table) {
    it(`G3 ends a step with ${title} as ${result}, Status ${status}`, () => {
      const { commands } = closed(given);
      assert(
        commands.some((one) => /^task\.setvariable .*variable=Status;.*isOutput=true;/.test(one)),
      );
      assert(
        commands.some((one) => one.startsWith('task.setvariable') && one.endsWith(`]${status}`)),
      );
      assert.equal(commands.at(-1), `task.complete result=${result};]`);
    });
  }

  it('G6 tells each error, with its code and reason', () => {
    const { commands } = closed(report([failed('first'), artifact(), failed('second')]));
    const errors = issues(commands, 'error');
    assert.equal(errors.length, 2);
    for (const [index, reason] of ['first', 'second'].entries()) {
      assert.match(errors[index] ?? '', new RegExp(`code=VerifyFailed;.*${reason}`));
    }
  });

  it('G3 says what failed a step in which no artifact failed', () => {
    const { commands } = closed({ ...report([artifact(shortfall)]), failOnWarning: true });
    const [error, ...others] = issues(commands, 'error');
    assert.match(error ?? '', /code=WarningsFail;/);
    assert.deepEqual(others, []);
    assert.equal(issues(commands, 'warning').length, 1);
  });

  for (const [count, told, more] of [
    [10, 10, undefined],
    [11, 9, '2'],
    [40, 9, '31'],
  ] as const) {
    it(`P3 tells ${told} of ${count} errors as issues, and sums up ${more ?? 'none'}`, () => {
      const all = Array.from({ length: count }, (_, index) => failed(`reason ${index}.`));
      const errors = issues(closed(report(all)).commands, 'error');
      assert.equal(errors.length, 10);
      assert.equal(errors.filter((one) => one.includes('code=VerifyFailed;')).length, told);
      if (more !== undefined)
        assert.match(errors[9] ?? '', new RegExp(`code=AdditionalErrors;\\]${more} `));
    });
  }

  it('P3 tells ten warnings as issues, shortfalls first, and the rest as lines', () => {
    const { commands, lines } = closed(
      report(
        [...Array.from({ length: 9 }, () => artifact(advice)), artifact(shortfall, shortfall)],
        advice,
      ),
    );
    const warnings = issues(commands, 'warning');
    assert.equal(warnings.length, 10);
    assert(warnings.slice(0, 2).every((warning) => warning.includes("'all'")));
    assert(warnings.slice(2).every((warning) => warning.includes("'1'")));
    assert.equal(lines.filter((line) => line.includes("'1'")).length, 2);
  });

  it('P2 counts the artifacts', () => {
    const skipped: TimedResult = { ...artifact(shortfall), status: 'skipped' };
    const signed: TimedResult = { ...artifact(), status: 'signed' };
    const { lines } = closed(report([artifact(), signed, artifact(), skipped, failed(), failed()]));
    assert.deepEqual(
      lines.map((line) => line.match(/\d+/g)),
      [['6', '3', '1', '2']],
    );
    assert.deepEqual(closed(report([])).lines, []);
  });
});
