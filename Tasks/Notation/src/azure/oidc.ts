import { connection } from '../agent/connection';
import { post } from '../agent/http';
import { hide } from '../agent/secret';
import { variable } from '../agent/variable';
import { TaskError, causeOf } from '../errors';

const API_VERSION = '7.1';

/**
 * A federated token of a service connection, good for ten minutes, from Azure Pipelines.
 *
 * @param connectionId the service connection's id
 * @throws TaskError FederatedTokenRefused
 */
export async function federatedToken(connectionId: string): Promise<string> {
  const token = connection('SYSTEMVSSCONNECTION').parameter('AccessToken');
  const uri = variable('System.OidcRequestUri');
  if (token === undefined || uri === undefined) {
    throw new TaskError('FederatedTokenRefused', [
      connectionId,
      'the agent offers no token service',
    ]);
  }
  const query = `api-version=${API_VERSION}&serviceConnectionId=${encodeURIComponent(connectionId)}`;
  try {
    const response = await post(`${uri}?${query}`, '', {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${token}`,
      'X-TFS-FedAuthRedirect': 'Suppress',
    });
    const status = response.message.statusCode ?? 0;
    if (status !== 200) throw new Error(`status ${status}`);
    const { oidcToken } = JSON.parse(await response.readBody()) as { oidcToken?: string };
    if (oidcToken === undefined || oidcToken === '') throw new Error('no token in the answer');
    hide(oidcToken);
    return oidcToken;
  } catch (error) {
    throw new TaskError('FederatedTokenRefused', [connectionId, causeOf(error)], { cause: error });
  }
}
