import { post } from '../agent/http';
import { maskSecret } from '../agent/secret';
import { jobToken } from '../agent/server';
import { TaskError, causeOf } from '../errors';
import { parseAnswer } from './answer';
import { tokenAddress } from './oidcAddress';

/**
 * A federated token of a service connection, good for ten minutes, from Azure Pipelines.
 *
 * @param connectionId the service connection's id
 * @throws TaskError FederatedTokenRefused
 */
export async function federatedToken(connectionId: string): Promise<string> {
  try {
    const [token, address] = [jobToken(), tokenAddress()];
    if (token === undefined || address === undefined) {
      throw new Error('the agent offers no token service');
    }
    address.searchParams.set('serviceConnectionId', connectionId);
    const response = await post(address.href, '', {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${token}`,
      'X-TFS-FedAuthRedirect': 'Suppress',
    });
    const status = response.message.statusCode ?? 0;
    if (status !== 200) throw new Error(`status ${status}`);
    const { oidcToken } = parseAnswer(await response.readBody());
    if (oidcToken === undefined || oidcToken === '') throw new Error('no token in the answer');
    maskSecret(oidcToken);
    return oidcToken;
  } catch (error) {
    throw new TaskError('FederatedTokenRefused', [connectionId, causeOf(error)], { cause: error });
  }
}
