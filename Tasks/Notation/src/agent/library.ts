import { Writable } from 'node:stream';
import * as tl from 'azure-pipelines-task-lib/task';

/**
 * Reads something while the agent library's debug log is off: it writes there what it reads, and
 * secrets are among it.
 *
 * @param read must be done when it returns
 */
export function quietly<T>(read: () => T): T {
  tl.setStdStream(new Writable({ write: (_chunk, _encoding, done) => done() }));
  try {
    return read();
  } finally {
    tl.setStdStream(process.stdout);
  }
}

/** Has the agent's libraries write for debugging only what they would warn of. This task's own warnings stay. */
export function muteWarnings(): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the very object that they share
  const library = require('azure-pipelines-task-lib/task') as typeof tl;
  Object.assign(library, { warning: library.debug });
}
