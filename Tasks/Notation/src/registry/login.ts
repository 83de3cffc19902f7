import { isMaskable } from '../agent/bearerToken';
import { type Connection, connection } from '../agent/serviceConnection';
import { maskBasicAuth } from '../agent/secret';
import { TaskError, causeOf } from '../errors';
import { parseAnswer } from '../azure/answer';
import { entraToken } from '../azure/entra';
import { requiredParameter } from '../azure/identity';
import { schemeOf } from '../azure/scheme';
import { canonicalRegistry } from '../artifacts/registryName';
import { acceptToken } from '../azure/token';
import { type TokenCallBounds, callTokenService } from '../azure/tokenCall';

/** The login of a registry, for this step alone. */
export interface RegistryLogin {
  /** Host and port, as written in references. */
  readonly registry: string;
  readonly username: string;
  readonly password: string;
}

/** The registries that may receive a credential of Microsoft Entra ID: Azure's own registries. */
const azureRegistries =
  /^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+){0,2}\.(?:azurecr\.io|azurecr\.us|azurecr\.cn|azurecr\.de)$/;

/** The user name that marks a registry's refresh token in the password. */
const TOKEN_USER = '00000000-0000-0000-0000-000000000000';

/**
 * Gets the login of a Docker registry service connection: for Azure Container Registry by service
 * principal, managed identity or federation; for any other registry by user and password.
 *
 * @param bounds of each call
 * @throws TaskError ConnectionIncomplete, ConnectionSchemeUnknown, NotAnAzureRegistry,
 *   RegistryLoginRefused, EntraTokenRefused, FederatedTokenRefused
 */
export async function registryLogin(id: string, bounds?: TokenCallBounds): Promise<RegistryLogin> {
  const from = connection(id);
  const isAzure = from.data('registrytype')?.toUpperCase() === 'ACR';
  return isAzure ? azureLogin(from, bounds) : masked(passwordLogin(from));
}

function masked(login: RegistryLogin): RegistryLogin {
  maskBasicAuth(login.username, login.password);
  return login;
}

function passwordLogin(from: Connection): RegistryLogin {
  return {
    registry: hostOf(requiredParameter(from, 'registry')),
    username: requiredParameter(from, 'username'),
    password: requiredParameter(from, 'password'),
  };
}

async function azureLogin(
  from: Connection,
  bounds: TokenCallBounds | undefined,
): Promise<RegistryLogin> {
  const registry = hostOf(requiredParameter(from, 'loginServer'));
  if (!azureRegistries.test(registry)) {
    throw new TaskError('NotAnAzureRegistry', [from.id, registry]);
  }
  const scheme = schemeOf(from, from.scheme ?? from.parameter('scheme') ?? 'ServicePrincipal');
  if (scheme === 'ServicePrincipal') {
    const username = requiredParameter(from, 'serviceprincipalid');
    return masked({ registry, username, password: requiredParameter(from, 'serviceprincipalkey') });
  }
  const token = await entraToken(from, scheme, registry, bounds);
  const password = await exchange(from, registry, token, bounds);
  const login = { registry, username: TOKEN_USER, password };
  return isMaskable(password) ? masked(login) : login;
}

/** Exchanges an access token of Entra ID for a refresh token of the registry (ACR: oauth2/exchange). */
async function exchange(
  from: Connection,
  registry: string,
  token: string,
  bounds: TokenCallBounds | undefined,
): Promise<string> {
  const form = new URLSearchParams({
    grant_type: 'access_token',
    service: registry,
    tenant: from.parameter('tenantid') ?? '',
    access_token: token,
  });
  try {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const url = new URL(`https://${registry}/oauth2/exchange`);
    const call = { method: 'POST', url, headers, body: form.toString() };
    const { status, body } = await callTokenService(call, bounds);
    if (status !== 200) throw new Error(`status ${status}`);
    const { refresh_token: refreshToken } = parseAnswer(body);
    if (!refreshToken) throw new Error('no refresh token in the answer');
    return acceptToken(refreshToken);
  } catch (error) {
    throw new TaskError('RegistryLoginRefused', [from.id, registry, causeOf(error)], {
      cause: error,
    });
  }
}

/** Users enter hosts and URLs. Docker Hub has its own URL for the name docker.io. */
function hostOf(registry: string): string {
  return canonicalRegistry(registry.replace(/^https?:\/\//i, '').replace(/\/.*$/, ''));
}
