import { createHmac, timingSafeEqual } from 'node:crypto';
import * as tl from 'azure-pipelines-task-lib/task';
import { jobToken } from './server';
import { secretVariable } from './variable';

/**
 * What this step remembers from one attempt to the next: task variables outlive an attempt that
 * failed, where the pipeline has the step retried (agent: TaskRunner.cs, RetryHelper.cs). But any
 * step, or the pipeline itself, may set a variable that arrives here as one: so what is remembered
 * bears a seal that only this job can make, and that is good for this step alone.
 *
 * @returns undefined where nothing is remembered, or something that no earlier attempt sealed
 */
export function getSealedVariable(name: string): string | undefined {
  const [, seal = '', value = ''] =
    /^([0-9a-f]{64}) (.*)$/s.exec(tl.getTaskVariable(name) ?? '') ?? [];
  const expected = sealOf(name, value);
  if (expected === undefined || seal === '') return undefined;
  return timingSafeEqual(Buffer.from(seal), Buffer.from(expected)) ? value : undefined;
}

/** Remembers a text, without line breaks, for a later attempt of this step. */
export function setSealedVariable(name: string, value: string): void {
  const seal = sealOf(name, value);
  if (seal !== undefined) tl.setTaskVariable(name, `${seal} ${value}`);
}

/** @returns undefined where the job has no token, or the step no name of its own */
function sealOf(name: string, value: string): string | undefined {
  const token = jobToken();
  const step = secretVariable('System.TaskInstanceId');
  if (token === undefined || step === undefined) return undefined;
  // JSON, so that no part can take a character of its neighbour.
  return createHmac('sha256', token)
    .update(JSON.stringify([name, step, value]))
    .digest('hex');
}
