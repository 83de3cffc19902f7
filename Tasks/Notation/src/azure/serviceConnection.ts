import { connection } from '../agent/connection';
import { hide } from '../agent/secret';
import { TaskError } from '../errors';
import type { EnvironmentChanges } from '../notation/environment';

/** An identity of Azure, as the plugins' libraries look for it. */
export interface AzureIdentity {
  /** The value of the plugin configuration `credential_type`; undefined: the plugin's own search. */
  readonly credentialType: string | undefined;
  readonly environment: EnvironmentChanges;
}

/** What an identity may be made of: a step with a connection uses that one and no other. */
const noIdentity: EnvironmentChanges = {
  AZURE_TENANT_ID: undefined,
  AZURE_CLIENT_ID: undefined,
  AZURE_CLIENT_SECRET: undefined,
  AZURE_CLIENT_CERTIFICATE_PATH: undefined,
  AZURE_CLIENT_CERTIFICATE_PASSWORD: undefined,
  AZURE_CLIENT_SEND_CERTIFICATE_CHAIN: undefined,
  AZURE_FEDERATED_TOKEN_FILE: undefined,
  AZURE_USERNAME: undefined,
  AZURE_PASSWORD: undefined,
  AZURE_AUTHORITY_HOST: undefined,
};

/**
 * The identity of an Azure Resource Manager service connection.
 *
 * @param id the connection's id; undefined: the identity that the agent's machine or the step's
 *   own `env:` has
 * @throws TaskError ConnectionSchemeUnknown, ConnectionIncomplete
 */
export function azureIdentity(id: string | undefined): AzureIdentity {
  if (id === undefined) return { credentialType: undefined, environment: {} };
  const from = connection(id);
  const scheme = from.scheme ?? '';
  if (scheme.toLowerCase() !== 'serviceprincipal') {
    throw new TaskError('ConnectionSchemeUnknown', [id, scheme]);
  }
  const parameter = (name: string): string => {
    const value = from.parameter(name);
    if (value === undefined) throw new TaskError('ConnectionIncomplete', [id, name]);
    return value;
  };
  const secret = parameter('serviceprincipalkey');
  hide(secret);
  return {
    credentialType: 'environment',
    environment: {
      ...noIdentity,
      AZURE_TENANT_ID: parameter('tenantid'),
      AZURE_CLIENT_ID: parameter('serviceprincipalid'),
      AZURE_CLIENT_SECRET: secret,
    },
  };
}
