import type { Endpoint } from '../../support/agent/endpoint';
import { type Cloud, type Environment, environments } from '../../support/azure/cloud';

type Values = Readonly<Record<string, string>>;

export const ARM_ID = 'a1b2c3d4-0000-4000-8000-00000000000a';
export const REGISTRY_ID = 'a1b2c3d4-0000-4000-8000-00000000000b';
export const CLIENT_ID = '22222222-2222-2222-2222-222222222222';
export const USER_IDENTITY = '44444444-4444-4444-4444-444444444444';
export const CLIENT_SECRET = 'secret of the application';

/** An Azure Resource Manager connection, with what all of them have. */
export function armConnection(
  scheme: string,
  parameters: Values,
  data: Values = {},
  environment: Environment = environments.public,
): Endpoint {
  return {
    id: ARM_ID,
    name: 'azure-connection',
    type: 'azurerm',
    url: 'https://management.azure.com/',
    scheme,
    parameters,
    data: { environment: environment.name, SubscriptionId: ARM_ID, ...data },
  };
}

/** A Docker registry connection of the type Azure Container Registry. */
export function acrConnection(scheme: string, loginServer: string, parameters: Values): Endpoint {
  return {
    id: REGISTRY_ID,
    name: 'acr-connection',
    type: 'dockerregistry',
    url: `https://${loginServer}`,
    scheme,
    parameters: { loginServer, ...parameters },
    data: { registrytype: 'ACR', registryId: ARM_ID },
  };
}

/** A Docker registry connection with user and password. */
export function passwordConnection(registry: string, username: string, password: string): Endpoint {
  return {
    id: REGISTRY_ID,
    name: 'registry-by-password',
    type: 'dockerregistry',
    url: 'https://hub.docker.com/',
    scheme: 'UsernamePassword',
    parameters: { registry: `http://${registry}/`, username, password },
    data: { registrytype: 'Others' },
  };
}

/** An application that a directory knows, and the parameters by which a connection names it. */
export function application(
  { directory, tenantId }: Cloud,
  proof: { secret?: string; certificate?: string; connectionId?: string },
  environment: Environment = environments.public,
): { tenantid: string; serviceprincipalid: string } {
  const { authority } = environment;
  directory.applications.push({ authority, tenantId, clientId: CLIENT_ID, ...proof });
  return { tenantid: tenantId, serviceprincipalid: CLIENT_ID };
}
