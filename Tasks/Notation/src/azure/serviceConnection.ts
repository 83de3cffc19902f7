import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { type Connection, connection } from '../agent/connection';
import { hide } from '../agent/secret';
import { TaskError } from '../errors';
import { federatedToken } from './oidc';

/** An identity of Azure, as the plugins' libraries look for it. */
export interface AzureIdentity {
  /** The value of the plugin configuration `credential_type`; undefined: the plugin's own search. */
  readonly credentialType: string | undefined;
  /** Changes to the plugin's environment; undefined removes a variable. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What an identity may be made of: a step with a connection uses that one and no other. */
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
const noIdentity = Object.fromEntries(variables.map((name) => [name, undefined]));

/**
 * The identity of an Azure Resource Manager service connection.
 *
 * @param id the connection's id; undefined: the identity that the agent's machine or the step's
 *   own `env:` has
 * @param directory where its files may lie, private to the step
 * @throws TaskError ConnectionSchemeUnknown, ConnectionIncomplete, FederatedTokenRefused
 */
export async function azureIdentity(
  id: string | undefined,
  directory: string,
): Promise<AzureIdentity> {
  if (id === undefined) return { credentialType: undefined, environment: {} };
  const from = connection(id);
  switch (from.scheme?.toLowerCase()) {
    case 'serviceprincipal':
      return servicePrincipal(from, directory);
    case 'workloadidentityfederation':
      return workloadIdentity(from, directory);
    case 'managedserviceidentity':
      return { credentialType: 'managedid', environment: noIdentity };
    default:
      throw new TaskError('ConnectionSchemeUnknown', [id, from.scheme ?? '']);
  }
}

function servicePrincipal(from: Connection, directory: string): AzureIdentity {
  const byCertificate = from.parameter('authenticationType')?.toLowerCase() === 'spncertificate';
  const secret = required(
    from,
    byCertificate ? 'servicePrincipalCertificate' : 'serviceprincipalkey',
  );
  hide(secret);
  const proof = byCertificate
    ? { AZURE_CLIENT_CERTIFICATE_PATH: writeSecret(directory, 'certificate.pem', secret) }
    : { AZURE_CLIENT_SECRET: secret };
  return { credentialType: 'environment', environment: { ...application(from), ...proof } };
}

async function workloadIdentity(from: Connection, directory: string): Promise<AzureIdentity> {
  const known = application(from);
  const file = writeSecret(directory, 'federated-token', await federatedToken(from.id));
  return {
    credentialType: 'workloadid',
    environment: { ...known, AZURE_FEDERATED_TOKEN_FILE: file },
  };
}

function application(from: Connection): AzureIdentity['environment'] {
  return {
    ...noIdentity,
    AZURE_TENANT_ID: required(from, 'tenantid'),
    AZURE_CLIENT_ID: required(from, 'serviceprincipalid'),
  };
}

function required(from: Connection, name: string): string {
  const value = from.parameter(name);
  if (value === undefined) throw new TaskError('ConnectionIncomplete', [from.id, name]);
  return value;
}

function writeSecret(directory: string, name: string, secret: string): string {
  const file = path.join(directory, name);
  writeFileSync(file, secret, { mode: 0o600 });
  return file;
}
