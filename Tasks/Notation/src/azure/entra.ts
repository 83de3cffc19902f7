import { type Connection } from '../agent/serviceConnection';
import { httpClient, post } from '../agent/http';
import { maskSecret } from '../agent/secret';
import { TaskError, causeOf } from '../errors';
import { parseAnswer } from './answer';
import { registryCloud } from './clouds';
import { requiredParameter } from './identity';
import { federatedToken } from './oidc';
import type { Scheme } from './scheme';

/** The instance metadata service of a virtual machine in Azure, and the API that it speaks. */
const METADATA = 'http://169.254.169.254/metadata/identity/oauth2/token';
const METADATA_API = '2018-02-01';

/**
 * An access token of Microsoft Entra ID for the identity of a connection, for a registry's exchange.
 *
 * @param registry the registry's host
 * @throws TaskError EntraTokenRefused, FederatedTokenRefused, ConnectionIncomplete
 */
export async function entraToken(
  from: Connection,
  scheme: Scheme,
  registry: string,
): Promise<string> {
  const cloud = registryCloud(from, registry);
  const isManaged = scheme === 'ManagedServiceIdentity';
  const token = isManaged ? await managedToken(from, cloud.audience) : await federated(from, cloud);
  maskSecret(token);
  return token;
}

async function managedToken(from: Connection, audience: string): Promise<string> {
  const query = `api-version=${METADATA_API}&resource=${encodeURIComponent(audience)}`;
  return tokenIn(from, async () => {
    const client = await httpClient();
    const response = await client.get(`${METADATA}?${query}`, { Metadata: 'true' });
    return [response.message.statusCode, await response.readBody()];
  });
}

async function federated(
  from: Connection,
  { authority, audience }: ReturnType<typeof registryCloud>,
): Promise<string> {
  const tenant = requiredParameter(from, 'tenantid');
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: requiredParameter(from, 'serviceprincipalid'),
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await federatedToken(from.id),
    scope: `${audience}.default`,
  });
  const url = `${authority.replace(/\/*$/, '')}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`;
  return tokenIn(from, async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const response = await post(url, form.toString(), headers);
    return [response.message.statusCode, await response.readBody()];
  });
}

async function tokenIn(
  from: Connection,
  ask: () => Promise<[status: number | undefined, body: string]>,
): Promise<string> {
  try {
    const [status, body] = await ask();
    const { access_token: token, error_description: reason } = parseAnswer(body);
    if (token) return token;
    throw new Error(reason?.split(/[\r\n]/)[0] ?? `status ${status ?? 0}`);
  } catch (error) {
    throw new TaskError('EntraTokenRefused', [from.id, causeOf(error)], { cause: error });
  }
}
