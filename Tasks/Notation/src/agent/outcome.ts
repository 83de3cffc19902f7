import * as tl from 'azure-pipelines-task-lib/task';
import { setOutput } from './output';

/** How a step ends. A cancelled step says nothing: the agent knows. */
export type Outcome = 'Succeeded' | 'SucceededWithIssues' | 'Failed';

const statuses = { Succeeded: 'Succeeded', SucceededWithIssues: 'Warning', Failed: 'Failed' };

/** Tells the agent how the step ended, and later steps by the output variable `Status`. */
export function setOutcome(outcome: Outcome): void {
  setOutput('Status', statuses[outcome]);
  tl.setResult(tl.TaskResult[outcome], '');
}
