import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Docker } from '../../support/agent/docker';
import type { Endpoint } from '../../support/agent/endpoint';
import type { Job } from '../../support/agent/job';
import { GOVERNMENT_REGISTRY_HOST, REGISTRY_HOST, environments } from '../../support/azure/cloud';
import type { Credentials } from '../../support/registry/credentials';
import { pushImage } from '../../support/registry/image';
import { type Registry, startRegistry } from '../../support/registry/registry';
import { CLIENT_ID, CLIENT_SECRET, REGISTRY_ID, acrConnection, application } from './connections';
import type { Scene } from './scene';

/** A registry of the public cloud: its name, and the audience of the tokens that it exchanges. */
const ofPublicCloud = { name: REGISTRY_HOST, audience: 'https://management.azure.com' };

/** One of the cloud for the government of the United States. */
export const ofGovernment = {
  name: GOVERNMENT_REGISTRY_HOST,
  audience: 'https://management.usgovcloudapi.net',
};

/** The image's name in the registry of Azure. */
export const repository = 'team/app';

/** An Azure Container Registry of that name: a service principal's login, and the exchange of tokens. */
export async function startAzureRegistry(
  { cloud }: Scene,
  { name, audience } = ofPublicCloud,
): Promise<Registry> {
  const registry = await startRegistry({
    tls: cloud.tls,
    authentication: {
      kind: 'bearer',
      username: CLIENT_ID,
      password: CLIENT_SECRET,
      acceptsAccessToken: (token, tenant) =>
        cloud.directory.gave(token, audience) && tenant === cloud.tenantId,
    },
  });
  cloud.lead(name, registry.host);
  return registry;
}

/** Pushes an image and gives its name, as those know it who come by the proxy. */
export async function pushAzureImage(
  scene: Scene,
  registry: Registry,
  { name } = ofPublicCloud,
): Promise<string> {
  const { digest } = await azureDocker(scene, registry).pushImage(name, repository, 'v1', {
    username: CLIENT_ID,
    password: CLIENT_SECRET,
  });
  return `${name}/${repository}@${digest}`;
}

/** A docker that pushes to it. */
export function azureDocker({ cloud }: Scene, { host, url }: Registry): Docker {
  const target = { host, url, certificate: cloud.authority };
  return {
    pushImage: (_host, name, tag, credentials) =>
      pushImage(target, name, tag, credentials === undefined ? {} : { credentials }),
  };
}

/** How a connection to a registry of Azure may sign in; each is set up when it is asked for. */
export const azureLogins: Readonly<Record<string, (scene: Scene, host?: string) => Endpoint>> = {
  ServicePrincipal: ({ cloud }, host = REGISTRY_HOST) =>
    acrConnection('ServicePrincipal', host, {
      ...{ tenantid: cloud.tenantId, serviceprincipalid: CLIENT_ID },
      serviceprincipalkey: CLIENT_SECRET,
    }),
  ManagedServiceIdentity: ({ cloud }, host = REGISTRY_HOST) => {
    cloud.metadata.hasSystemIdentity = true;
    return acrConnection('ManagedServiceIdentity', host, { tenantid: cloud.tenantId });
  },
  WorkloadIdentityFederation: ({ cloud }, host = REGISTRY_HOST) => {
    const isPublic = host !== GOVERNMENT_REGISTRY_HOST;
    const environment = isPublic ? environments.public : environments.government;
    const known = application(cloud, { connectionId: REGISTRY_ID }, environment);
    return acrConnection('WorkloadIdentityFederation', host, known);
  },
};

/** Logs a job in the way users do, outside of any task; gives the folder for DOCKER_CONFIG. */
export function dockerConfig(job: Job, name: string, content: unknown): string {
  const folder = path.join(job.root, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(content));
  return folder;
}

/** A folder with a `docker-credential-test` that knows one registry, for PATH. */
export function credentialHelper(folder: string, host: string, login: Credentials): string {
  const answer = JSON.stringify({
    ServerURL: host,
    Username: login.username,
    Secret: login.password,
  });
  mkdirSync(folder, { recursive: true });
  const lines = [
    '#!/bin/sh',
    'read server',
    `if [ "$1 $server" = "get ${host}" ]; then echo '${answer}'; exit 0; fi`,
    'echo "credentials not found in native keychain"; exit 1',
    '',
  ];
  writeFileSync(path.join(folder, 'docker-credential-test'), lines.join('\n'), { mode: 0o755 });
  return folder;
}
