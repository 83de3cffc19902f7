import { createHmac, timingSafeEqual } from 'node:crypto';
import * as tl from 'azure-pipelines-task-lib/task';
import { jobToken } from './server';
import { secretVariable } from './variable';

/**
 * A text that one attempt of this step keeps for the next attempt. Task variables survive a failed
 * attempt when the pipeline retries the step (agent: TaskRunner.cs, RetryHelper.cs). Any other step and
 * the pipeline itself can set such a variable. So the text has a seal that only this job can make and
 * that is valid for this step alone.
 *
 * @returns undefined where no text is kept, or where no earlier attempt sealed the text
 */
export function getSealedVariable(name: string): string | undefined {
  const [, seal = '', value = ''] =
    /^([0-9a-f]{64}) (.*)$/s.exec(tl.getTaskVariable(name) ?? '') ?? [];
  const expected = sealOf(name, value);
  if (expected === undefined || seal === '') return undefined;
  return timingSafeEqual(Buffer.from(seal), Buffer.from(expected)) ? value : undefined;
}

/** Keeps a text without line breaks for a later attempt of this step. */
export function setSealedVariable(name: string, value: string): void {
  const seal = sealOf(name, value);
  if (seal !== undefined) tl.setTaskVariable(name, `${seal} ${value}`);
}

/** @returns undefined where the job has no token, or the step no name of its own */
function sealOf(name: string, value: string): string | undefined {
  const token = jobToken();
  const step = secretVariable('System.TaskInstanceId');
  if (token === undefined || step === undefined) return undefined;
  // JSON keeps the parts apart: no part can borrow a character of the next part.
  return createHmac('sha256', token)
    .update(JSON.stringify([name, step, value]))
    .digest('hex');
}
