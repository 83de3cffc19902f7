import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StepRun } from '../../../../../emulator/run';
import { METADATA_HOST, PIPELINES_HOST, REGISTRY_HOST } from '../../doubles/azure/cloud';
import { detourEnvironment } from '../../doubles/detour';
import { type HostileServer, type Misdeed, startHostileServer } from '../../doubles/hostileServer';
import {
  application,
  armConnection,
  acrConnection,
  REGISTRY_ID,
} from '../../fixtures/azure/connections';
import { type AzureFixture, openSuiteFixture } from '../../fixtures/azure/azureFixture';
import {
  type ReleaseHost,
  codes,
  logOf,
  openReleaseHost,
} from '../../fixtures/network/releaseHost';
import { shortenBounds } from '../../fixtures/network/shortBounds';

const tried: readonly Misdeed[] = [
  'status 101',
  'silence',
  'a body that drips',
  'an answer without end',
];

/** The Nodes of agents, beside the one that runs the tests. */
const nodes = ['16', '20', '24'].map((major) => [major, nodePath(major)] as const);

function nodePath(major: string): string {
  return path.resolve(__dirname, '../../../../../.tools/node', major, 'bin/node');
}

const image = `${REGISTRY_HOST}/app@sha256:${'0'.repeat(64)}`;

/** Bytes that a step may take in before it gives a server up: its bound, and what lies in the buffers of sockets. */
const ALLOWED_BYTES = 64 * 1024 * 1024;

function assertFailed(step: StepRun, code: string, hostile: HostileServer): void {
  assert.deepEqual([step.result, codes(step)], ['Failed', [code]], logOf(step));
  assert(hostile.connections().made > 0, 'the server was not asked');
  assert(hostile.sent() < ALLOWED_BYTES, `${hostile.sent()} bytes`);
}

describe('a service of Azure that keeps to no contract', () => {
  let fixture: AzureFixture;
  let folder: string;
  let hostile: HostileServer | undefined;

  before(async function () {
    fixture = await openSuiteFixture(this);
    shortenBounds(fixture.task);
    folder = mkdtempSync(path.join(tmpdir(), 'hostile-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => hostile?.stop());

  /** Verifies an image that nobody signed, with the login of a registry connection. */
  async function verify(runtime: string | undefined, environment = {}): Promise<StepRun> {
    const known = application(fixture.cloud, { connectionId: REGISTRY_ID });
    const job = fixture.job({
      job: { environment, ...(runtime === undefined ? {} : { runtime }) },
      connections: [
        armConnection('ManagedServiceIdentity', { tenantid: fixture.cloud.tenantId }),
        acrConnection(scheme, REGISTRY_HOST, known),
      ],
    });
    const inputs = { command: 'verify', artifactRefs: image, containerRegistry: 'acr-connection' };
    return fixture.run(job, { ...inputs, ...fixture.world.trust(job) });
  }

  let scheme: string;

  const services: readonly [
    title: string,
    code: string,
    scheme: string,
    lead: (server: HostileServer) => Record<string, string>,
  ][] = [
    [
      "the job's token service",
      'FederatedTokenRefused',
      'WorkloadIdentityFederation',
      ({ address }) => leading(PIPELINES_HOST, address),
    ],
    [
      'Microsoft Entra ID',
      'EntraTokenRefused',
      'WorkloadIdentityFederation',
      ({ address }) => leading('login.microsoftonline.com', address),
    ],
    [
      'the metadata service',
      'EntraTokenRefused',
      'ManagedServiceIdentity',
      ({ port }) => detourEnvironment(folder, { [`${METADATA_HOST}:80`]: port }),
    ],
    [
      "the registry's exchange",
      'RegistryLoginRefused',
      'ManagedServiceIdentity',
      ({ address }) => {
        fixture.cloud.metadata.hasSystemIdentity = true;
        return leading(REGISTRY_HOST, address);
      },
    ],
  ];

  function leading(host: string, address: string): Record<string, string> {
    fixture.cloud.lead(host, address);
    return {};
  }

  for (const [title, code, ofScheme, lead] of services) {
    for (const misdeed of tried) {
      const runtimes = misdeed === 'status 101' ? nodes : [['', undefined] as const];
      for (const [major, runtime] of runtimes) {
        it(`G11 N9 S1 S6 ${title}: ${misdeed} fails the step${major && `, on Node ${major}`}`, async function () {
          if (runtime !== undefined && !existsSync(runtime)) this.skip();
          scheme = ofScheme;
          const isPlain = title === 'the metadata service';
          hostile = await startHostileServer(misdeed, isPlain ? undefined : fixture.cloud.tls);
          assertFailed(await verify(runtime, lead(hostile)), code, hostile);
        });
      }
    }
  }
});

describe('a release host that keeps to no contract', () => {
  let releaseHost: ReleaseHost;
  let hostile: HostileServer;

  async function install(misdeed: Misdeed, runtime?: string): Promise<StepRun> {
    hostile = await startHostileServer(misdeed);
    releaseHost = await openReleaseHost({ host: `http://${hostile.address}` });
    shortenBounds(releaseHost.task);
    const job = releaseHost.job(runtime === undefined ? {} : { runtime });
    const step = await releaseHost.install(job);
    const left = readdirSync(job.temp, { recursive: true }).map(String);
    assert.deepEqual(
      left.filter((name) => name.includes('download-')),
      [],
    );
    return step;
  }
  afterEach(async () => {
    await hostile.stop();
    await releaseHost.close();
  });

  for (const misdeed of tried) {
    const runtimes = misdeed === 'silence' ? [['', undefined] as const] : nodes;
    for (const [major, runtime] of runtimes) {
      it(`G11 N9 S1 S6 ${misdeed} fails the step${major && `, on Node ${major}`}`, async function () {
        if (runtime !== undefined && !existsSync(runtime)) this.skip();
        assertFailed(await install(misdeed, runtime), 'DownloadFailed', hostile);
      });
    }
  }
});
