import * as tl from 'azure-pipelines-task-lib/task';
import { sanitizeLine } from '../text/sanitize';

/** Sets an output variable of the step, one that task.json declares. */
export function setOutput(name: string, value: string): void {
  tl.setVariable(name, value, false, true);
}

/** What no name of a file may have on one of the systems: the agent refuses such a name. */
// eslint-disable-next-line no-control-regex -- control characters are among them
const notInNames = /["<>|:*?\\/\u0000-\u001f]/g;

/** The longest title of a summary, in characters. */
const MAX_TITLE_CHARACTERS = 200;

/**
 * Has the agent show a Markdown file on the summary page of the run; the file is uploaded after the step.
 *
 * @param title of the section that shows it; secrets are masked already
 */
export function addSummary(title: string, file: string): void {
  const name = sanitizeLine(title).replace(notInNames, '-').slice(0, MAX_TITLE_CHARACTERS).trim();
  tl.addAttachment('Distributedtask.Core.Summary', name, file);
}
