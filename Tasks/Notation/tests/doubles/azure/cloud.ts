import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { JobOptions } from '../../../../../emulator/job';
import {
  type Certificate,
  certificateAuthority,
  serverCertificate,
} from '../../fixtures/certificates';
import { type Proxy, startProxy } from '../proxy';
import { ArtifactSigningService } from './artifactSigning';
import { Directory } from './directory';
import { KeyVaultService } from './keyVault';
import { Metadata } from './metadata';
import { Pipelines } from './pipelines';
import { type Service, startServices } from './service';

/** The hosts of one of Azure's clouds, and what a connection to it says of itself. */
export interface Environment {
  readonly name: string;
  readonly authority: string;
  /** Another name of the authority, which the libraries prefer. */
  readonly alias?: string;
  readonly vaultHost: string;
}

/** Every cloud, by the name that a service connection has for it. */
export const environments = {
  public: {
    name: 'AzureCloud',
    authority: 'login.microsoftonline.com',
    vaultHost: 'test.vault.azure.net',
  },
  government: {
    name: 'AzureUSGovernment',
    authority: 'login.microsoftonline.us',
    vaultHost: 'test.vault.usgovcloudapi.net',
  },
  china: {
    name: 'AzureChinaCloud',
    authority: 'login.chinacloudapi.cn',
    alias: 'login.partner.microsoftonline.cn',
    vaultHost: 'test.vault.azure.cn',
  },
} as const satisfies Readonly<Record<string, Environment>>;

export const METADATA_HOST = '169.254.169.254';
export const PIPELINES_HOST = 'dev.azure.com';
export const SIGNING_HOST = 'eus.codesigning.azure.net';
/** A registry of Azure, one of its cloud for a government, and one that only calls itself so. */
export const REGISTRY_HOST = 'myregistry.azurecr.io';
export const GOVERNMENT_REGISTRY_HOST = 'myregistry.azurecr.us';
export const FALSE_REGISTRY_HOST = 'myregistry.azurecr.io.example.com';

const clouds: readonly Environment[] = Object.values(environments);

/** Azure and Azure Pipelines on the loopback interface, under their own names. */
export interface Cloud {
  readonly proxy: Proxy;
  readonly pipelines: Pipelines;
  readonly directory: Directory;
  readonly metadata: Metadata;
  readonly vault: KeyVaultService;
  readonly signing: ArtifactSigningService;
  /** For a server that is to stand for one of the names. */
  readonly tls: { readonly key: string; readonly cert: string };
  /** The authority of all certificates here, PEM. */
  readonly authority: string;
  /** The tenant that every application is of. */
  readonly tenantId: string;
  /** Has the proxy lead a host to a port of this machine. */
  lead(host: string, address: string): void;
  /** What makes an agent go by the proxy and trust the authority. */
  readonly agent: JobOptions;
  /** Forgets requests, applications and faults. */
  reset(): void;
  stop(): Promise<void>;
}

const proxyLogin = { username: 'agent', password: 'proxy-password' };

/** Sets the cloud up. */
export async function startCloud(): Promise<Cloud> {
  const folder = mkdtempSync(path.join(tmpdir(), 'cloud-'));
  const authority = certificateAuthority({ folder, commonName: 'authority', key: 'EC-256' });
  const tls = certificateOf(authority, folder);
  const pipelines = new Pipelines();
  const directory = new Directory(pipelines);
  const metadata = new Metadata(directory);
  const vault = new KeyVaultService(directory);
  const signing = new ArtifactSigningService(directory);
  const tenantId = '11111111-1111-1111-1111-111111111111';
  const services = new Map<string, Service>([
    [PIPELINES_HOST, (request) => pipelines.answer(request)],
    [METADATA_HOST, (request) => metadata.answer(request)],
    [SIGNING_HOST, (request) => signing.answer(request)],
  ]);
  for (const { authority: host, alias = host, vaultHost } of clouds) {
    for (const name of [host, alias]) {
      services.set(name, (request) => directory.answer({ ...request, host }, name));
    }
    services.set(vaultHost, (request) => vault.answer(request, host, tenantId));
  }
  const find = (host: string): Service | undefined => services.get(host);
  const [secure, plain] = await Promise.all([startServices(find, tls), startServices(find)]);
  const routes: Record<string, string> = {
    [METADATA_HOST]: plain.address,
    [`${METADATA_HOST}:80`]: plain.address,
  };
  for (const host of services.keys()) routes[`${host}:443`] = secure.address;
  const proxy = await startProxy({ ...proxyLogin, routes });
  return {
    proxy,
    pipelines,
    directory,
    metadata,
    vault,
    signing,
    tls,
    authority: authority.pem,
    tenantId,
    lead: (host, address) => (routes[`${host}:443`] = address),
    agent: {
      proxy: { url: proxy.url, ...proxyLogin },
      certificates: { ca: authority.certificatePath },
      accessToken: pipelines.systemToken,
    },
    reset() {
      [pipelines, metadata, vault].forEach((service) => {
        service.reset();
      });
      directory.requests.length = 0;
      directory.applications.length = 0;
      signing.statuses.length = 0;
      signing.isSigner = true;
    },
    async stop() {
      await Promise.all([proxy.stop(), secure.stop(), plain.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function certificateOf(authority: Certificate, folder: string): Cloud['tls'] {
  const hosts = clouds.flatMap((one) => [one.authority, one.alias ?? [], one.vaultHost].flat());
  const registries = [REGISTRY_HOST, GOVERNMENT_REGISTRY_HOST, FALSE_REGISTRY_HOST];
  const names = [PIPELINES_HOST, SIGNING_HOST, ...registries, 'localhost'];
  const options = { folder, commonName: 'azure', key: 'EC-256' } as const;
  const { keyPath, pem } = serverCertificate(authority, [...hosts, ...names], options);
  return { key: readFileSync(keyPath, 'utf8'), cert: pem };
}
