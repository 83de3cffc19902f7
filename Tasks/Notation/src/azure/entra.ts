import { type Connection } from '../agent/serviceConnection';
import type { HttpResponse } from '../network/httpMessage';
import { METADATA_HOST } from '../network/proxy';
import { TaskError, causeOf } from '../errors';
import { parseAnswer } from './answer';
import { registryCloud } from './clouds';
import { entraErrorOf } from './entraErrors';
import { requiredParameter } from './identity';
import { federatedToken } from './oidc';
import type { Scheme } from './scheme';
import { acceptToken } from './token';
import { type TokenCallBounds, callTokenService } from './tokenCall';

/** The instance metadata service of an Azure virtual machine, with its API version. */
const METADATA = `http://${METADATA_HOST}/metadata/identity/oauth2/token`;
const METADATA_API = '2018-02-01';

/** The connection that needs a token, and the bounds of each call. */
interface TokenRequester {
  readonly from: Connection;
  readonly bounds: TokenCallBounds | undefined;
}

/**
 * Gets an access token of Microsoft Entra ID for the identity of a connection. A registry's token
 * exchange takes the token.
 *
 * @param registry the registry's host
 * @param bounds of each call
 * @throws TaskError EntraTokenRefused, or the code of a known cause; FederatedTokenRefused,
 *   ConnectionIncomplete
 */
export async function entraToken(
  from: Connection,
  scheme: Scheme,
  registry: string,
  bounds?: TokenCallBounds,
): Promise<string> {
  const cloud = registryCloud(from, registry);
  const asker = { from, bounds };
  const isManaged = scheme === 'ManagedServiceIdentity';
  return isManaged ? managedToken(asker, cloud.audience) : federated(asker, cloud);
}

async function managedToken({ from, bounds }: TokenRequester, audience: string): Promise<string> {
  const query = `api-version=${METADATA_API}&resource=${encodeURIComponent(audience)}`;
  const url = new URL(`${METADATA}?${query}`);
  const headers = { Metadata: 'true' };
  return tokenIn(from, () => callTokenService({ method: 'GET', url, headers }, bounds));
}

async function federated(
  { from, bounds }: TokenRequester,
  { authority, audience }: ReturnType<typeof registryCloud>,
): Promise<string> {
  const tenant = requiredParameter(from, 'tenantid');
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: requiredParameter(from, 'serviceprincipalid'),
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await federatedToken(from.id, bounds),
    scope: `${audience}.default`,
  });
  return tokenIn(from, () => {
    const base = authority.replace(/\/*$/, '');
    const url = new URL(`${base}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`);
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    return callTokenService({ method: 'POST', url, headers, body: form.toString() }, bounds);
  });
}

async function tokenIn(from: Connection, ask: () => Promise<HttpResponse>): Promise<string> {
  try {
    const { status, body } = await ask();
    const { access_token: token, error_description: reason } = parseAnswer(body);
    if (status === 200 && token) return acceptToken(token);
    throw new Error(reason?.split(/[\r\n]/)[0] ?? `status ${status}`);
  } catch (error) {
    const reason = causeOf(error);
    const code = entraErrorOf(reason);
    // The text of a known cause has no place for the words of Entra ID.
    const detail = code && reason;
    throw new TaskError(code ?? 'EntraTokenRefused', [from.id, reason], { cause: error, detail });
  }
}
