import * as tl from 'azure-pipelines-task-lib/task';
import { sanitizeLine } from '../text/sanitize';

/**
 * Tells the agent how far the step has come.
 *
 * @param done of
 * @param all at least 1
 * @param what was done last
 */
export function setProgress(done: number, all: number, what: string): void {
  tl.setProgress(Math.floor((done / all) * 100), sanitizeLine(what));
}
