import assert from 'node:assert/strict';
import { mergeIntoJob, mergeResults, parseResult } from '../../../../../emulator/results';

describe('task results', () => {
  it('keep the worse', () => {
    assert.equal(mergeResults(undefined, 'Succeeded'), 'Succeeded');
    assert.equal(mergeResults('Succeeded', 'SucceededWithIssues'), 'SucceededWithIssues');
    assert.equal(mergeResults('Failed', 'SucceededWithIssues'), 'Failed');
    assert.equal(mergeResults('Failed', 'Skipped'), 'Skipped');
  });

  it('stick once they are past Failed', () => {
    for (const sticky of ['Skipped', 'Canceled', 'Abandoned'] as const) {
      assert.equal(mergeResults(sticky, 'Failed'), sticky);
      assert.equal(mergeResults(sticky, 'Abandoned'), sticky);
    }
  });

  it('are read as a .NET enum', () => {
    assert.equal(parseResult('Canceled'), 'Canceled');
    assert.equal(parseResult('4'), 'Skipped');
    assert.equal(parseResult('Cancelled'), undefined);
  });

  it('leave the job alone if the step was skipped', () => {
    assert.equal(mergeIntoJob('Succeeded', 'Skipped'), 'Succeeded');
    assert.equal(mergeIntoJob('Succeeded', 'Failed'), 'Failed');
  });
});
