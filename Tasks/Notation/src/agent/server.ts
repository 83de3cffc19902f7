import * as tl from 'azure-pipelines-task-lib/task';
import { connection } from './serviceConnection';
import { withLibraryLogOff } from './library';

/** The connection that the agent itself uses for Azure DevOps. */
const SYSTEM = 'SYSTEMVSSCONNECTION';

/** The address of the Azure DevOps organization or server that runs this job; undefined outside a job. */
export function serverUrl(): string | undefined {
  return isOverlaid()
    ? undefined
    : withLibraryLogOff(() => tl.getEndpointUrl(SYSTEM, true)) || undefined;
}

/** The token of this job; undefined outside a job. Send it to that server alone. */
export function jobToken(): string | undefined {
  return isOverlaid() ? undefined : connection(SYSTEM).parameter('AccessToken');
}

/**
 * Whether a variable of the pipeline has replaced a value of that connection. The agent exports
 * pipeline variables later, under any name (agent: Handler.cs), and any step can set one.
 */
function isOverlaid(): boolean {
  const names = withLibraryLogOff(() => tl.getVariables()).map(({ name }) =>
    name.replace(/[. ]/g, '_'),
  );
  return names.some((name) => /^ENDPOINT_(?:URL|AUTH)_\w*SYSTEMVSSCONNECTION/i.test(name));
}
