import { type Connection, connection } from '../agent/serviceConnection';
import { maskSecret } from '../agent/secret';
import { TaskError } from '../errors';
import { authorityOf } from './clouds';
import { federatedToken } from './oidc';
import { startRenewal } from './renewal';
import { schemeOf } from './scheme';
import { writePrivate } from '../files/writePrivate';

/** An Azure identity, in the form that the plugins' libraries expect. */
export interface AzureIdentity {
  /** The value of the plugin configuration `credential_type`; undefined: the plugin's own search. */
  readonly credentialType: string | undefined;
  /** Changes to the plugin's environment; undefined removes a variable. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Stops the renewal of its token. */
  close(): void;
}

/**
 * The variables that define an identity. A step with a connection uses that connection and no other
 * identity.
 */
const variables = [
  'AZURE_TENANT_ID',
  'AZURE_CLIENT_ID',
  'AZURE_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE_PATH',
  'AZURE_CLIENT_CERTIFICATE_PASSWORD',
  'AZURE_CLIENT_SEND_CERTIFICATE_CHAIN',
  'AZURE_FEDERATED_TOKEN_FILE',
  'AZURE_USERNAME',
  'AZURE_PASSWORD',
  'AZURE_AUTHORITY_HOST',
];

const nothingToClose = (): void => undefined;

/**
 * Opens the identity of an Azure Resource Manager service connection.
 *
 * @param id the connection's ID; undefined: the identity of the agent's machine or of the step's own
 * `env:`
 * @param directory for its files, private to the step
 * @throws TaskError ConnectionSchemeUnknown, ConnectionIncomplete, FederatedTokenRefused
 */
export async function azureIdentity(
  id: string | undefined,
  directory: string,
): Promise<AzureIdentity> {
  if (id === undefined)
    return { credentialType: undefined, environment: {}, close: nothingToClose };
  const from = connection(id);
  switch (schemeOf(from)) {
    case 'ServicePrincipal':
      return servicePrincipal(from, directory);
    case 'WorkloadIdentityFederation':
      return workloadIdentity(from, directory);
    case 'ManagedServiceIdentity':
      return managedIdentity(from);
  }
}

/** A required parameter of a connection. @throws TaskError ConnectionIncomplete */
export function requiredParameter(from: Connection, name: string): string {
  const value = from.parameter(name);
  if (value === undefined) throw new TaskError('ConnectionIncomplete', [from.id, name]);
  return value;
}

function servicePrincipal(from: Connection, directory: string): AzureIdentity {
  const byCertificate = from.parameter('authenticationType')?.toLowerCase() === 'spncertificate';
  const name = byCertificate ? 'servicePrincipalCertificate' : 'serviceprincipalkey';
  const secret = requiredParameter(from, name);
  maskSecret(secret);
  const proof = byCertificate
    ? { AZURE_CLIENT_CERTIFICATE_PATH: writePrivate(directory, 'certificate.pem', secret) }
    : { AZURE_CLIENT_SECRET: secret };
  const environment = { ...application(from), ...proof };
  return { credentialType: 'environment', environment, close: nothingToClose };
}

async function workloadIdentity(from: Connection, directory: string): Promise<AzureIdentity> {
  const known = application(from);
  const write = async (): Promise<[token: string, file: string]> => {
    const token = await federatedToken(from.id);
    return [token, writePrivate(directory, 'federated-token', token)];
  };
  const [token, file] = await write();
  return {
    credentialType: 'workloadid',
    environment: { ...known, AZURE_FEDERATED_TOKEN_FILE: file },
    close: startRenewal(token, async () => (await write())[0]),
  };
}

/** `managedid` finds only the system-assigned identity. The plugin itself finds a user-assigned identity. */
function managedIdentity(from: Connection): AzureIdentity {
  const client = from.data('msiclientId');
  const environment = {
    ...noIdentity(from),
    ...(client === undefined ? {} : { AZURE_CLIENT_ID: client }),
  };
  const credentialType = client === undefined ? 'managedid' : undefined;
  return { credentialType, environment, close: nothingToClose };
}

function application(from: Connection): AzureIdentity['environment'] {
  return {
    ...noIdentity(from),
    AZURE_TENANT_ID: requiredParameter(from, 'tenantid'),
    AZURE_CLIENT_ID: requiredParameter(from, 'serviceprincipalid'),
  };
}

function noIdentity(from: Connection): AzureIdentity['environment'] {
  const nothing = Object.fromEntries(variables.map((name) => [name, undefined]));
  return { ...nothing, AZURE_AUTHORITY_HOST: authorityOf(from) };
}
