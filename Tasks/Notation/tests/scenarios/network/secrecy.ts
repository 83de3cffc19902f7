import assert from 'node:assert/strict';
import type { StepRun } from '../../support/agent/run';

/** What tells the agent to hide a text, put together so that no agent obeys it here. */
const hiding = '##' + 'vso[task.setsecret]';

/** A per cent sign, as a command for the agent writes it. */
const percent = '%AZP25';

/**
 * Fails where a secret stands in what a step wrote, unmasked, but for the commands that hide it,
 * or where no command hid it.
 */
export function assertHidden(step: StepRun, secrets: readonly string[]): void {
  const lines = step.raw.merged.split('\n').filter((line) => !line.startsWith(hiding));
  for (const secret of secrets) {
    const shown = lines
      .map((line) => line.replaceAll(percent, '%').slice(2))
      .filter((line) => line.includes(secret));
    assert.deepEqual(shown, [], `shows ${secret}`);
    assert(step.secrets.includes(secret), `${secret} is not hidden by a command`);
  }
}
