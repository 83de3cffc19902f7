import { Writable } from 'node:stream';
import * as tl from 'azure-pipelines-task-lib/task';
import { libraryOutput } from './standardOutput';

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
    tl.setStdStream(libraryOutput);
  }
}

/** Has the agent's libraries write for debugging only what they would warn of. This task's own warnings stay. */
export function muteWarnings(): void {
  const library = sharedLibrary();
  Object.assign(library, { warning: library.debug });
}

/**
 * Has the agent's libraries know no proxy, neither the agent's nor one of the environment: an empty address keeps
 * them from looking further. Who loads such a library decides on the proxy of each request.
 */
export function muteProxy(): void {
  Object.assign(sharedLibrary(), { getHttpProxyConfiguration: () => ({ proxyUrl: '' }) });
}

function sharedLibrary(): typeof tl {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the very object that they share
  return require('azure-pipelines-task-lib/task') as typeof tl;
}
