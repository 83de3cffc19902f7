import { Writable } from 'node:stream';
import * as tl from 'azure-pipelines-task-lib/task';
import { libraryOutput } from './standardOutput';

/**
 * Reads a value while the debug log of the agent library is off. The library logs each value that it
 * reads, secrets included.
 *
 * @param read a synchronous function
 */
export function withLibraryLogOff<T>(read: () => T): T {
  tl.setStdStream(new Writable({ write: (_chunk, _encoding, done) => done() }));
  try {
    return read();
  } finally {
    tl.setStdStream(libraryOutput);
  }
}

/** Turns the warnings of the agent's libraries into debug lines. Warnings of this task stay warnings. */
export function muteWarnings(): void {
  const library = sharedLibrary();
  Object.assign(library, { warning: library.debug });
}

/**
 * Hides the proxy settings of the agent and of the environment from the agent's libraries. An empty
 * address stops their search. The caller of such a library sets the proxy of each request.
 */
export function muteProxy(): void {
  Object.assign(sharedLibrary(), { getHttpProxyConfiguration: () => ({ proxyUrl: '' }) });
}

function sharedLibrary(): typeof tl {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would copy the object
  return require('azure-pipelines-task-lib/task') as typeof tl;
}
