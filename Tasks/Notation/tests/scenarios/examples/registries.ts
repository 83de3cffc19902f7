import assert from 'node:assert/strict';
import type { Endpoint } from '../../support/agent/endpoint';
import { REGISTRY_HOST, environments } from '../../support/azure/cloud';
import { basic } from '../../support/registry/client';
import type { Registry } from '../../support/registry/registry';
import { registryLogin } from '../../support/world';
import {
  ARM_ID,
  CLIENT_ID,
  CLIENT_SECRET,
  REGISTRY_ID,
  acrConnection,
  application,
  armConnection,
} from '../azure/connections';
import { azureDocker, pushAzureImage, repository, startAzureRegistry } from '../azure/registries';
import type { Plays } from './play';
import type { Site } from './site';

/** Does something with a registry of Azure, which is there for so long. */
async function withRegistry(site: Site, use: (registry: Registry) => Promise<void>): Promise<void> {
  const registry = await startAzureRegistry(site.scene);
  try {
    await use(registry);
  } finally {
    await registry.stop();
  }
}

/** Connections to Azure and to its registry, each of an application of its own that has no secret. */
function federated({ scene: { cloud } }: Site): Endpoint[] {
  const scheme = 'WorkloadIdentityFederation';
  const pusher = { tenantid: cloud.tenantId, serviceprincipalid: REGISTRY_ID };
  cloud.directory.applications.push({
    authority: environments.public.authority,
    tenantId: cloud.tenantId,
    clientId: REGISTRY_ID,
    connectionId: REGISTRY_ID,
  });
  return [
    armConnection(scheme, application(cloud, { connectionId: ARM_ID })),
    acrConnection(scheme, REGISTRY_HOST, pusher),
  ];
}

/** Examples that are about the login to a registry of Azure. */
export const registries: Plays = {
  'sign-federation.yml': {
    'signs without any stored secret': (site, run) =>
      withRegistry(site, async (registry) => {
        // Docker@2 gets a login by federation itself.
        const login = { username: CLIENT_ID, password: CLIENT_SECRET };
        const { pushImage } = azureDocker(site.scene, registry);
        const outcome = await run({
          docker: { pushImage: (host, name, tag) => pushImage(host, name, tag, login) },
          connections: federated(site),
          fill: { '<docker_registry_service_connection>': 'acr-connection' },
        });
        outcome.assertWentWell();
        const signatures = registry.store.signaturesOf(site.repository, site.built(registry));
        assert.equal(signatures.length, 1);
        const { pipelines, directory } = site.scene.cloud;
        const asked = new Set(pipelines.requests.map(({ connectionId }) => connectionId));
        assert.deepEqual([...asked].sort(), [ARM_ID, REGISTRY_ID]);
        const proofs = directory.requests.map(({ proof }) => proof);
        assert.deepEqual([...new Set(proofs)], ['federated']);
      }),
  },
  'sign-in-two-registries.yml': {
    'signs in both, each with its own login': (site, run) =>
      withRegistry(site, async (registry) => {
        const image = await pushAzureImage(site.scene, registry);
        const other = await site.push();
        const { requests } = site.scene.world.registry;
        requests.length = 0;
        const outcome = await run({
          connections: federated(site),
          fill: {
            '<acr_service_connection>': 'acr-connection',
            '<other_registry_service_connection>': 'registry-connection',
            '<registry>.azurecr.io/<repository>@<digest>': image,
            '<other_registry>/<repository>@<digest>': other.reference,
          },
        });
        outcome.assertWentWell();
        assert.equal(outcome.step('Sign').outputs['SignedCount'], '2');
        const [, digest = ''] = image.split('@');
        assert.equal(registry.store.signaturesOf(repository, digest).length, 1);
        assert.equal(site.signaturesOf(other.digest).length, 1);
        const logins = requests.map(({ headers }) => headers.authorization ?? '');
        const used = new Set(logins.filter((login) => login.startsWith('Basic ')));
        assert.deepEqual([...used], [basic(registryLogin)]);
      }),
  },
};
