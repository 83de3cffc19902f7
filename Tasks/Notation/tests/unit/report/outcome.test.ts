import assert from 'node:assert/strict';
import type { Outcome } from '../../../src/agent/outcome';
import { TaskError } from '../../../src/errors';
import { outcomeOf } from '../../../src/report/outcome';
import type { StepReport } from '../../../src/report/result';
import { advice, artifact, failed, report, shortfall } from './results';

describe('outcomeOf', () => {
  const table: [title: string, report: StepReport, outcome: Outcome, whenStrict: Outcome][] = [
    ['nothing to do', report([]), 'Succeeded', 'Succeeded'],
    ['all done', report([artifact(), artifact()]), 'Succeeded', 'Succeeded'],
    ['advice on an artifact', report([artifact(advice)]), 'Succeeded', 'Succeeded'],
    ['advice on the step', report([artifact()], advice), 'Succeeded', 'Succeeded'],
    [
      'a shortfall of an artifact',
      report([artifact(), artifact(shortfall)]),
      'SucceededWithIssues',
      'Failed',
    ],
    [
      'a shortfall of the step',
      report([artifact()], advice, shortfall),
      'SucceededWithIssues',
      'Failed',
    ],
    [
      'what came behind artifacts that are all done',
      { ...report([artifact()]), error: new TaskError('PinFailed', ['a.yml', '1', 'a']) },
      'Failed',
      'Failed',
    ],
    ['one failed of several', report([artifact(), failed(), artifact()]), 'Failed', 'Failed'],
    ['a shortfall and one failed', report([artifact(shortfall), failed()]), 'Failed', 'Failed'],
  ];
  for (const [title, given, outcome, whenStrict] of table) {
    it(`G3 is ${outcome} with ${title}, ${whenStrict} under failOnWarning`, () => {
      assert.equal(outcomeOf(given), outcome);
      assert.equal(outcomeOf({ ...given, failOnWarning: true }), whenStrict);
    });
  }
});
