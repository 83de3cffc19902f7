import type * as toolLib from 'azure-pipelines-tool-lib';
import { muteProxy, muteWarnings, withLibraryLogOff } from '../agent/library';
import type { RequestHandler } from './requestHandler';

// The library warns about each broken attempt, although a later attempt may succeed.
muteWarnings();
// The library reads proxy settings in its own way. A handler of this task selects the proxy instead.
muteProxy();

const { downloadTool } = withLibraryLogOff(
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded within `withLibraryLogOff`
  () => require('azure-pipelines-tool-lib') as typeof toolLib,
);

/**
 * Downloads with the tool library. At its start the library reads NO_PROXY as regular expressions and
 * fails on invalid ones, so the variable is hidden during the start.
 *
 * @param file absolute path of a file that does not exist
 */
export function startDownload(
  address: string,
  file: string,
  handlers: readonly RequestHandler[],
): Promise<unknown> {
  const exceptions = process.env['NO_PROXY'];
  delete process.env['NO_PROXY'];
  try {
    return downloadTool(address, file, [...handlers]);
  } finally {
    if (exceptions !== undefined) process.env['NO_PROXY'] = exceptions;
  }
}
