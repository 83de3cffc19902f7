import * as tl from 'azure-pipelines-task-lib/task';
import { exportedVariables } from './exportedVariables';
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

/** Whether a variable of the pipeline has replaced a value of that connection. */
function isOverlaid(): boolean {
  const keys = [...exportedVariables().keys()];
  return keys.some((key) => /^ENDPOINT_(?:URL|AUTH)_\w*SYSTEMVSSCONNECTION/.test(key));
}
