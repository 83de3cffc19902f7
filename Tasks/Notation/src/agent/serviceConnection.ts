import * as tl from 'azure-pipelines-task-lib/task';
import { TaskError } from '../errors';
import { exportedVariables } from './exportedVariables';
import { withLibraryLogOff } from './library';

/** The raw fields of a service connection, as the agent gives them to a step that names the connection. */
export interface Connection {
  readonly id: string;
  /** For example `ServicePrincipal`; undefined where the agent names none. */
  readonly scheme: string | undefined;
  /** An authorization parameter, such as `tenantid`; undefined where it is not set or empty. */
  parameter(name: string): string | undefined;
  /** A data field, such as `environment`; undefined where it is not set or empty. */
  data(name: string): string | undefined;
}

/**
 * Reads the service connection with this ID.
 *
 * @throws TaskError ConnectionReplaced where a variable of the pipeline has replaced a value of it: a login
 *   could then go to another host
 */
export function connection(id: string): Connection {
  for (const [key, name] of exportedVariables()) {
    if (!key.startsWith('ENDPOINT_') || !key.includes(id.toUpperCase())) continue;
    throw new TaskError('ConnectionReplaced', [id, name]);
  }
  return {
    id,
    scheme: withLibraryLogOff(() => tl.getEndpointAuthorizationScheme(id, true)) || undefined,
    parameter: (name) =>
      withLibraryLogOff(() => tl.getEndpointAuthorizationParameter(id, name, true)) || undefined,
    data: (name) =>
      withLibraryLogOff(() => tl.getEndpointDataParameter(id, name, true)) || undefined,
  };
}
