import { connection } from '../agent/connection';
import { post } from '../agent/http';
import { hide } from '../agent/secret';
import { TaskError, causeOf } from '../errors';
import { tokenAddress } from './oidcAddress';

/**
 * A federated token of a service connection, good for ten minutes, from Azure Pipelines.
 *
 * @param connectionId the service connection's id
 * @throws TaskError FederatedTokenRefused
 */
export async function federatedToken(connectionId: string): Promise<string> {
  const token = connection('SYSTEMVSSCONNECTION').parameter('AccessToken');
  const address = tokenAddress();
  if (token === undefined || address === undefined) {
    throw new TaskError('FederatedTokenRefused', [
      connectionId,
      'the agent offers no token service',
    ]);
  }
  try {
    const url = `${address}&serviceConnectionId=${encodeURIComponent(connectionId)}`;
    const response = await post(url, '', {
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
