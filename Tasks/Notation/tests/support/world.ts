import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Docker } from './agent/docker';
import type { Endpoint } from './agent/endpoint';
import { Job, type JobOptions } from './agent/job';
import { type Vault, createVault, writeAzureKeyVaultPlugin } from './azureKeyVaultPlugin';
import { type Certificate, selfSignedCertificate } from './certificates';
import { pinned, taskWith } from './packagedTask';
import { pushImage } from './registry/image';
import { type Registry, type RegistryOptions, startRegistry } from './registry/registry';
import {
  type Release,
  type ReleaseServer,
  catalogue,
  publishRelease,
  startReleaseServer,
} from './releases';
import { notationVersions } from './tools';
import { type TrustOptions, writeTrust } from './trust';

export interface WorldOptions {
  readonly registry?: RegistryOptions;
  /** Versions of the Key Vault plugin that are released. */
  readonly pluginVersions?: readonly string[];
  /** Which notation the task's catalogue names: the ones at hand (by default), or the pinned ones on their own host. */
  readonly notation?: 'at hand' | 'pinned';
}

/** The login of the registry's service connection, for a registry that asks for one. */
export const registryLogin = { username: 'pusher', password: 'test-registry-password' };

/**
 * What surrounds a step, all of it on this machine: a registry, a release host that serves the real
 * notation and the test plugin, a vault with a self-signed certificate, and the packaged task.
 */
export interface World {
  readonly root: string;
  /** The unpacked package, with the checksums of this release host. */
  readonly task: string;
  readonly registry: Registry;
  readonly releases: ReleaseServer;
  readonly vault: Vault;
  readonly certificate: Certificate;
  /** The id of the certificate's key in the vault. */
  readonly keyId: string;
  /** The service connection whose identity may sign with the vault's keys. */
  readonly connection: Endpoint;
  /** The Docker Registry service connection of the registry. */
  readonly registryConnection: Endpoint;
  readonly docker: Docker;
  /** A job on an agent of its own, with the service connections. */
  job(options?: JobOptions): Job;
  /** Writes a trust policy and store that trust the certificate, in place of earlier ones; gives their inputs. */
  trust(job: Job, options?: TrustOptions): { trustPolicy: string; trustStore: string };
  /** Ends all servers and removes every file. */
  close(): Promise<void>;
}

/** The inputs of a sign step with the vault's key, less the artifacts. */
export function signInputs(world: World): Record<string, string> {
  return {
    command: 'sign',
    plugin: 'azureKeyVault',
    akvPluginVersion: '1.2.1',
    azurekvServiceConection: world.connection.name,
    keyid: world.keyId,
    selfSigned: 'true',
  };
}

/**
 * Sets up a world; nothing of it outlives `close`.
 * @throws when a part cannot be set up: then nothing of it is left
 */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const root = mkdtempSync(path.join(tmpdir(), 'notation-world-'));
  const releases = await startReleaseServer();
  const registry = await startRegistry(options.registry);
  async function close(): Promise<void> {
    await Promise.all([releases.stop(), registry.stop()]);
    rmSync(root, { recursive: true, force: true });
  }
  try {
    return { ...(await furnish(root, releases, registry, options)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function furnish(
  root: string,
  releases: ReleaseServer,
  registry: Registry,
  options: WorldOptions,
): Promise<Omit<World, 'close'>> {
  const vault = createVault(path.join(root, 'vault'));
  const certificate = selfSignedCertificate({ folder: root, commonName: 'signer' });
  const keyId = vault.add('signer', certificate);
  const published = await publishAll(releases, vault, root, options.pluginVersions ?? ['1.2.1']);
  const served = catalogue(releases.url, published);
  const isPinned = options.notation === 'pinned';
  const connection = connectionTo(vault);
  const registryConnection = registryConnectionTo(registry);
  let jobs = 0;
  return {
    root,
    task: taskWith(
      path.join(root, 'task'),
      isPinned ? { ...served, notation: pinned().notation } : served,
    ),
    registry,
    releases,
    vault,
    certificate,
    keyId,
    connection,
    registryConnection,
    docker: {
      pushImage: (host, repository, tag, credentials) =>
        pushImage(host, repository, tag, credentials === undefined ? {} : { credentials }),
    },
    job(jobOptions) {
      jobs += 1;
      const job = new Job(path.join(root, `agent${jobs}`), jobOptions);
      job.addEndpoint(connection);
      job.addEndpoint(registryConnection);
      return job;
    },
    trust: (job, trust) => writeTrust(job, { certificates: [certificate], ...trust }),
  };
}

async function publishAll(
  server: ReleaseServer,
  vault: Vault,
  root: string,
  pluginVersions: readonly string[],
): Promise<Release[]> {
  const plugins = pluginVersions.map((version) => {
    const directory = path.join(root, 'plugins', version);
    const program = readFileSync(writeAzureKeyVaultPlugin({ directory, version, vault }));
    return { tool: 'notation-azure-kv', version, program } as const;
  });
  const programs = notationVersions().map(
    ({ version, path: file }) =>
      ({ tool: 'notation', version, program: readFileSync(file) }) as const,
  );
  return Promise.all([...plugins, ...programs].map((each) => publishRelease(server, each)));
}

function connectionTo({ access }: Vault): Endpoint {
  return {
    id: 'a1b2c3d4-0000-4000-8000-000000000001',
    name: 'vault-connection',
    type: 'azurerm',
    url: 'https://management.azure.com/',
    scheme: 'ServicePrincipal',
    parameters: {
      tenantid: access.tenantId,
      serviceprincipalid: access.clientId,
      serviceprincipalkey: access.clientSecret ?? '',
      authenticationType: 'spnKey',
    },
    data: { environment: 'AzureCloud', SubscriptionId: '33333333-3333-3333-3333-333333333333' },
  };
}

function registryConnectionTo({ host }: Registry): Endpoint {
  return {
    id: 'a1b2c3d4-0000-4000-8000-000000000002',
    name: 'registry-connection',
    type: 'dockerregistry',
    url: 'https://hub.docker.com/',
    scheme: 'UsernamePassword',
    // As people type it, with the scheme: the bare host would be masked in every log.
    parameters: { ...registryLogin, registry: `https://${host}` },
    data: { registrytype: 'Others' },
  };
}
