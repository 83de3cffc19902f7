import { type Connection, connection } from '../agent/serviceConnection';
import { post } from '../agent/http';
import { maskSecret, maskBasicAuth } from '../agent/secret';
import { TaskError, causeOf } from '../errors';
import { parseAnswer } from '../azure/answer';
import { entraToken } from '../azure/entra';
import { requiredParameter } from '../azure/identity';
import { schemeOf } from '../azure/scheme';

/** What a registry is logged in to with, for this step alone. */
export interface RegistryLogin {
  /** Host and port as references name it. */
  readonly registry: string;
  readonly username: string;
  readonly password: string;
}

/** The registries that a credential of Microsoft Entra ID may be shown to: those of Azure itself. */
const azureRegistries =
  /^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+){0,2}\.(?:azurecr\.io|azurecr\.us|azurecr\.cn|azurecr\.de)$/;

/** The name under which a registry's own refresh token is a password. */
const TOKEN_USER = '00000000-0000-0000-0000-000000000000';

/**
 * The login of a Docker registry service connection: Azure Container Registry by service principal,
 * managed identity or federation, any other by user and password.
 *
 * @throws TaskError ConnectionIncomplete, ConnectionSchemeUnknown, NotAnAzureRegistry,
 *   RegistryLoginRefused, EntraTokenRefused, FederatedTokenRefused
 */
export async function registryLogin(id: string): Promise<RegistryLogin> {
  const from = connection(id);
  const isAzure = from.data('registrytype')?.toUpperCase() === 'ACR';
  const login = isAzure ? await azureLogin(from) : passwordLogin(from);
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

async function azureLogin(from: Connection): Promise<RegistryLogin> {
  const registry = hostOf(requiredParameter(from, 'loginServer'));
  if (!azureRegistries.test(registry)) {
    throw new TaskError('NotAnAzureRegistry', [from.id, registry]);
  }
  const scheme = schemeOf(from, from.scheme ?? from.parameter('scheme') ?? 'ServicePrincipal');
  if (scheme === 'ServicePrincipal') {
    const username = requiredParameter(from, 'serviceprincipalid');
    return { registry, username, password: requiredParameter(from, 'serviceprincipalkey') };
  }
  const token = await entraToken(from, scheme, registry);
  return { registry, username: TOKEN_USER, password: await exchange(from, registry, token) };
}

/** An access token of Entra ID for a refresh token of the registry (ACR: oauth2/exchange). */
async function exchange(from: Connection, registry: string, token: string): Promise<string> {
  const form = new URLSearchParams({
    grant_type: 'access_token',
    service: registry,
    tenant: from.parameter('tenantid') ?? '',
    access_token: token,
  });
  try {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const response = await post(`https://${registry}/oauth2/exchange`, form.toString(), headers);
    const body = await response.readBody();
    const status = response.message.statusCode ?? 0;
    if (status !== 200) throw new Error(`status ${status}`);
    const { refresh_token: refreshToken } = parseAnswer(body);
    if (!refreshToken) throw new Error('no refresh token in the answer');
    maskSecret(refreshToken);
    return refreshToken;
  } catch (error) {
    throw new TaskError('RegistryLoginRefused', [from.id, registry, causeOf(error)], {
      cause: error,
    });
  }
}

/** Users type hosts and URLs; Docker Hub has a URL of its own for what references call docker.io. */
function hostOf(registry: string): string {
  const host = registry
    .replace(/^https?:\/\//i, '')
    .replace(/\/.*$/, '')
    .toLowerCase();
  return commonName(host);
}

/** Docker Hub answers to several names. */
function commonName(host: string): string {
  return host === 'index.docker.io' || host === 'registry-1.docker.io' ? 'docker.io' : host;
}

/**
 * What notation's environment must hold to use a login: only a process that works on an artifact of
 * that very registry gets it. All others find the logins that were there before.
 *
 * @param registry the artifact's
 */
export function loginEnvironment(
  login: RegistryLogin | undefined,
  registry: string,
): Record<string, string> {
  if (login?.registry !== commonName(registry)) return {};
  return { NOTATION_USERNAME: login.username, NOTATION_PASSWORD: login.password };
}
