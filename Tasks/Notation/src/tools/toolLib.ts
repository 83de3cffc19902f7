import type * as toolLib from 'azure-pipelines-tool-lib';
import { quietly } from '../agent/quietly';

/** The tool library's download. The library reads the proxy's password while it is loaded. */
export const { downloadTool } = quietly(
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded within `quietly`
  () => require('azure-pipelines-tool-lib') as typeof toolLib,
);
