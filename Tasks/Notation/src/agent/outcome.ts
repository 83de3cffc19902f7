import * as tl from 'azure-pipelines-task-lib/task';

/** How a step ends. A cancelled step says nothing: the agent knows. */
export type Outcome = 'Succeeded' | 'SucceededWithIssues' | 'Failed';

const statuses = { Succeeded: 'Succeeded', SucceededWithIssues: 'Warning', Failed: 'Failed' };

/** Tells the agent how the step ended, and later steps by the output variable `Status`. */
export function setOutcome(outcome: Outcome): void {
  tl.setVariable('Status', statuses[outcome], false, true);
  tl.setResult(tl.TaskResult[outcome], '');
}
