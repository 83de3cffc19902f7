import * as tl from 'azure-pipelines-task-lib/task';

/**
 * What this step remembers from one attempt to the next: task variables outlive an attempt that
 * failed, where the pipeline has the step retried (agent: TaskRunner.cs, RetryHelper.cs).
 */
export function recall(name: string): string | undefined {
  return tl.getTaskVariable(name) || undefined;
}

/** Remembers a text, without line breaks, for a later attempt of this step. */
export function remember(name: string, value: string): void {
  tl.setTaskVariable(name, value);
}
