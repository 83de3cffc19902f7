import * as tl from 'azure-pipelines-task-lib/task';
import { connection } from './serviceConnection';
import { quietly } from './library';

/** The connection by which the agent itself speaks to Azure DevOps. */
const SYSTEM = 'SYSTEMVSSCONNECTION';

/** Where the Azure DevOps is that runs this job; undefined outside a job. */
export function serverUrl(): string | undefined {
  return isOverlaid() ? undefined : quietly(() => tl.getEndpointUrl(SYSTEM, true)) || undefined;
}

/** The token of this job, which only that server may see; undefined outside a job. */
export function jobToken(): string | undefined {
  return isOverlaid() ? undefined : connection(SYSTEM).parameter('AccessToken');
}

/**
 * Whether a variable of the pipeline has taken the place of what the agent says of that connection:
 * the agent exports variables after it, under any name (agent: Handler.cs), and any step may set one.
 */
function isOverlaid(): boolean {
  const names = quietly(() => tl.getVariables()).map(({ name }) => name.replace(/[. ]/g, '_'));
  return names.some((name) => /^ENDPOINT_(?:URL|AUTH)_\w*SYSTEMVSSCONNECTION/i.test(name));
}
