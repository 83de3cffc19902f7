import type * as toolLib from 'azure-pipelines-tool-lib';
import { muteWarnings, quietly } from '../agent/library';

// It warns of each attempt that broke off, though a later one may end well.
muteWarnings();

/** The tool library's download. The library reads the proxy's password while it is loaded. */
export const { downloadTool } = quietly(
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded within `quietly`
  () => require('azure-pipelines-tool-lib') as typeof toolLib,
);
