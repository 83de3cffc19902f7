import * as tl from 'azure-pipelines-task-lib/task';

/** Sets an output variable of the step, one that task.json declares. */
export function setOutput(name: string, value: string): void {
  tl.setVariable(name, value, false, true);
}

/** Has the agent show a Markdown file on the summary page of the run; it is uploaded after the step. */
export function uploadSummary(file: string): void {
  tl.uploadSummary(file);
}
