import * as tl from 'azure-pipelines-task-lib/task';
import { sanitizeLine } from '../text/sanitize';

/**
 * Reports the progress of the step to the agent.
 *
 * @param done finished items
 * @param all number of items, at least 1
 * @param what the item that was finished last
 */
export function setProgress(done: number, all: number, what: string): void {
  tl.setProgress(Math.floor((done / all) * 100), sanitizeLine(what));
}
