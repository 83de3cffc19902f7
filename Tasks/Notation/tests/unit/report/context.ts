import type { ReportContext } from '../../../src/report/json';

/** What a report says of its step, of a pipeline without stages. */
export const context: ReportContext = {
  ...{ outcome: 'Succeeded', taskVersion: '1.2.3', time: '2026-01-02T03:04:05.000Z' },
  run: {
    ...{ organization: 'https://dev.azure.com/o/', project: 'p', pipeline: 'n', runId: '20' },
    ...{ runNumber: '20260102.1', stage: undefined, job: 'j', attempt: '1', step: 's' },
    ...{ repository: 'https://dev.azure.com/o/p/_git/r', commit: 'c', branch: 'b' },
  },
};
