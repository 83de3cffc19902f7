import { environmentName } from './variables';

/** A service connection. `id` is a GUID; `name` is what a pipeline writes. */
export interface Endpoint {
  readonly id: string;
  readonly name: string;
  /** E.g. `dockerregistry` or `azurerm`, the part after `connectedService:` in task.json. */
  readonly type: string;
  readonly url: string;
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly data?: Readonly<Record<string, string>>;
}

/** A file of the pipeline's library. */
export interface SecureFile {
  readonly id: string;
  readonly name: string;
  readonly ticket: string;
}

/** The name under which the agent exports the connection to the server itself. */
export const systemConnection = 'SYSTEMVSSCONNECTION';

/**
 * Gives the environment of one service connection; that to the server has no data.
 * Source: agent: Handler.cs (AddEndpointsToEnvironment).
 */
export function endpointEnvironment(endpoint: Endpoint): Record<string, string> {
  const system = endpoint.name.toUpperCase() === systemConnection;
  const key = system ? systemConnection : endpoint.id.toLowerCase();
  const { parameters, scheme, data = {} } = endpoint;
  const environment: Record<string, string> = {
    [`ENDPOINT_URL_${key}`]: endpoint.url,
    [`ENDPOINT_AUTH_${key}`]: JSON.stringify({ parameters, scheme }),
    [`ENDPOINT_AUTH_SCHEME_${key}`]: scheme,
  };
  for (const [name, value] of Object.entries(parameters)) {
    environment[`ENDPOINT_AUTH_PARAMETER_${key}_${environmentName(name)}`] = value;
  }
  if (!system) {
    environment[`ENDPOINT_DATA_${key}`] = JSON.stringify(data);
    for (const [name, value] of Object.entries(data)) {
      environment[`ENDPOINT_DATA_${key}_${environmentName(name)}`] = value;
    }
  }
  return environment;
}

/** Gives the environment of one secure file; agent: Handler.cs (AddSecureFilesToEnvironment). */
export function secureFileEnvironment(file: SecureFile): Record<string, string> {
  const key = file.id.toLowerCase();
  return { [`SECUREFILE_NAME_${key}`]: file.name, [`SECUREFILE_TICKET_${key}`]: file.ticket };
}

/**
 * Finds a service connection or secure file as the server does, by its id or its name.
 * @throws Error if there is none: such a pipeline does not even start
 */
export function findResource<T extends { id: string; name: string }>(
  resources: readonly T[],
  reference: string,
  input: string,
): T {
  const wanted = reference.toLowerCase();
  const found = resources.find(
    ({ id, name }) => id.toLowerCase() === wanted || name.toLowerCase() === wanted,
  );
  if (found === undefined) {
    throw new Error(`Input '${input}' references '${reference}', which the project does not have.`);
  }
  return found;
}
