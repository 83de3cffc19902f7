import { logMessage } from '../agent/log';
import { taskVersion } from '../agent/taskDirectory';

let printed = false;

/**
 * Writes the step's first line: the extension, its version, and the notation program. The line
 * separates this task from the built-in task of the same name.
 *
 * @param notation what is known of it; undefined where the step ends before that. `place` is the
 *   program's path or the address that it comes from, without secrets; `version` is undefined where
 *   only the program itself can tell it.
 */
export function printHeader(notation?: { version: string | undefined; place: string }): void {
  if (printed) return;
  printed = true;
  if (notation === undefined) logMessage('Log_HeaderAlone', taskVersion());
  else if (notation.version === undefined) {
    logMessage('Log_HeaderCustom', taskVersion(), notation.place);
  } else logMessage('Log_Header', taskVersion(), notation.version, notation.place);
}
