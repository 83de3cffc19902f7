import type * as toolLib from 'azure-pipelines-tool-lib';
import { muteProxy, muteWarnings, quietly } from '../agent/library';
import type { RequestHandler } from './requestHandler';

// It warns of each attempt that broke off, though a later one may end well.
muteWarnings();
// It reads proxies otherwise than all else in a step; a handler decides on them.
muteProxy();

const { downloadTool } = quietly(
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded within `quietly`
  () => require('azure-pipelines-tool-lib') as typeof toolLib,
);

/**
 * The tool library's download. It takes NO_PROXY for regular expressions while it starts, and fails where they are
 * none: the variable is hidden from it for so long.
 *
 * @param file absolute; it must not exist
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
