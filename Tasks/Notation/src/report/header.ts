import { say } from '../agent/log';
import { taskVersion } from '../agent/taskDirectory';

let printed = false;

/**
 * Writes the step's first line: which extension, in which version, and which notation run. The
 * built-in task of the same name must never be mistaken for this one.
 *
 * @param notation what is known of it; undefined where the step ends before that
 */
export function printHeader(notation?: { version: string; place: string }): void {
  if (printed) return;
  printed = true;
  if (notation === undefined) say('Log_HeaderAlone', taskVersion());
  else say('Log_Header', taskVersion(), notation.version, notation.place);
}
