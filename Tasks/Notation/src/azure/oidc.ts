import { jobToken } from '../agent/server';
import { TaskError, causeOf } from '../errors';
import { parseAnswer } from './answer';
import { tokenAddress } from './oidcAddress';
import { acceptToken } from './token';
import { type TokenCallBounds, callTokenService } from './tokenCall';

/**
 * Gets a federated token of a service connection from Azure Pipelines. The token is valid for ten minutes.
 *
 * @param connectionId the service connection's ID
 * @param bounds of the call
 * @throws TaskError FederatedTokenRefused
 */
export async function federatedToken(
  connectionId: string,
  bounds?: TokenCallBounds,
): Promise<string> {
  try {
    const [token, address] = [jobToken(), tokenAddress()];
    if (token === undefined || address === undefined) {
      throw new Error('the agent offers no token service');
    }
    address.searchParams.set('serviceConnectionId', connectionId);
    const { status, body } = await callTokenService(
      {
        method: 'POST',
        url: address,
        body: '',
        headers: {
          'Content-Type': 'application/json',
          Authorization: `Bearer ${token}`,
          'X-TFS-FedAuthRedirect': 'Suppress',
        },
        isAzureDevOps: true,
      },
      bounds,
    );
    if (status !== 200) throw new Error(`status ${status}`);
    const { oidcToken } = parseAnswer(body);
    if (!oidcToken) throw new Error('no token in the answer');
    return acceptToken(oidcToken);
  } catch (error) {
    throw new TaskError('FederatedTokenRefused', [connectionId, causeOf(error)], { cause: error });
  }
}
