import { captured, commandsIn, library } from '../agentLibrary';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sinon from 'sinon';
import { closeStep } from '../../../src/report/jobLog';
import type { Outcome } from '../../../src/agent/outcome';
import type { StepReport, TimedResult } from '../../../src/report/result';
import { evidence, policySha256, programSha256 } from './evidence';
import { advice, artifact, failed, report, shortfall } from './results';

/** What closing a step writes: its commands, without those that only repeat, and its lines; and its outcome. */
function closed(given: StepReport): { commands: string[]; lines: string[]; outcome: Outcome } {
  let outcome: Outcome = 'Failed';
  const output = captured(() => {
    outcome = closeStep(given);
  });
  const lines = output.split('\n').filter((line) => line !== '' && !line.startsWith('@@'));
  return { commands: commandsIn(output), lines, outcome };
}

const issues = (commands: readonly string[], type: string): string[] =>
  commands.filter((command) => command.startsWith(`task.logissue type=${type};`));

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

  const table: [title: string, report: StepReport, expected: Outcome][] = [
    ['all verified', report([artifact(advice)]), 'Succeeded'],
    ['a shortfall', report([artifact(shortfall)]), 'SucceededWithIssues'],
    ['one failed', report([artifact(), failed()]), 'Failed'],
  ];
  for (const [title, given, expected] of table) {
    it(`G3 ends a step with ${title} as ${expected}, and leaves it to others to tell that`, () => {
      const { commands, outcome } = closed(given);
      assert.equal(outcome, expected);
      assert(!commands.some((command) => command.startsWith('task.complete')));
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
        assert.match(
          errors[9] ?? '',
          new RegExp(`code=AdditionalErrors;\\]AdditionalErrors: ${more} `),
        );
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

  it('P2 counts the artifacts by the results that the command has', () => {
    const skipped: TimedResult = { ...artifact(shortfall), status: 'skipped' };
    const verified = [artifact(), artifact(), artifact(), skipped, failed(), failed()];
    assert.deepEqual(countsIn(report(verified)), [
      'Artifacts: 6. Verified: 3, skipped: 1, failed: 2.',
    ]);
    const all = verified.map((one) => ({ ...one, status: 'signed' }) as const);
    const signed: StepReport = { ...report(all), command: 'sign' };
    assert.deepEqual(countsIn(signed), ['Artifacts: 6. Signed: 6, signed before: 0, failed: 0.']);
    const inspected: StepReport = { ...signed, command: 'inspect' };
    assert.deepEqual(countsIn(inspected), ['Artifacts: 6. Inspected: 0, failed: 0.']);
    assert.deepEqual(countsIn(report([])), []);
  });

  it('names in one line what an auditor looks for', () => {
    const { lines } = closed({ ...report([artifact()]), evidence });
    const line = lines.find((one) => one.startsWith('Evidence: ')) ?? '';
    for (const part of ['policy.json', policySha256, programSha256, 'certificates: 1,', '1.3.2']) {
      assert(line.includes(part), `${part}: ${line}`);
    }
    assert.match(line, /report \S+report\.json$/);
    const signing: StepReport = {
      ...report([artifact()]),
      ...{ command: 'sign', evidence: { ...evidence, keyId: 'https://vault/keys/k/1' } },
    };
    const signed = closed(signing).lines.find((one) => one.startsWith('Evidence: ')) ?? '';
    for (const part of ['https://vault/keys/k/1', 'azure-kv 1.2.1', programSha256]) {
      assert(signed.includes(part), `${part}: ${signed}`);
    }
  });

  function countsIn(given: StepReport): string[] {
    return closed(given).lines.filter((line) => line.startsWith('Artifacts: '));
  }
});
