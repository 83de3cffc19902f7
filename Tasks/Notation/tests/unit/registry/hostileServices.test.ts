import { capturedDuring, commandsIn, library } from '../agentLibrary';
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sinon from 'sinon';
import { connection } from '../../../src/agent/serviceConnection';
import { entraToken } from '../../../src/azure/entra';
import { federatedToken } from '../../../src/azure/oidc';
import type { TokenCallBounds } from '../../../src/azure/tokenCall';
import { TaskError } from '../../../src/errors';
import { readCertificates } from '../../../src/network/taskClient';
import { registryLogin } from '../../../src/registry/login';
import { type DownloadBounds, download } from '../../../src/releases/download';
import { openDetours } from '../../doubles/detour';
import {
  type HostileServer,
  type Misdeed,
  misdeeds,
  startHostileServer,
} from '../../doubles/hostileServer';
import { type ServiceServer, startServices } from '../../doubles/azure/service';
import { certificateAuthority, serverCertificate } from '../../fixtures/certificates';
import { givenConnections } from '../azure/givenConnections';

const bounds: TokenCallBounds = {
  maxAnswerBytes: 128 * 1024,
  attemptTimeoutMs: 1000,
  totalTimeoutMs: 2500,
  firstPauseMs: 10,
};
const downloadBounds: DownloadBounds = {
  maxBytes: 2 * 1024 * 1024,
  totalTimeoutMs: 20_000,
  idleTimeoutMs: 250,
  minBytes: 1024,
  closingMs: 100,
  firstPauseMs: 10,
  firstThrottledPauseMs: 10,
};

/** Bytes that may lie in the buffers of the sockets of all attempts, beside what a bound allows. */
const BUFFER_BYTES = 32 * 1024 * 1024;

const token = 'a-token-of-twenty-characters';
const registry = 'r.azurecr.io';

/** A call of this task that the hostile server gets. */
interface Call {
  readonly title: string;
  readonly code: string;
  readonly isTls: boolean;
  /** Prepares the call, and gives what makes it. */
  readonly prepare: (server: HostileServer) => () => Promise<unknown>;
}

describe('a service that keeps to no contract', () => {
  let folder: string;
  let tls: { key: string; cert: string };
  let caFile: string;
  let good: ServiceServer;
  let closeDetours: (() => void) | undefined;
  let server: HostileServer | undefined;

  before(async () => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'hostile-'));
    const authority = certificateAuthority({ folder, commonName: 'authority', key: 'EC-256' });
    const options = { folder, commonName: 'server', key: 'EC-256' } as const;
    const { keyPath, pem } = serverCertificate(authority, [registry, '127.0.0.1'], options);
    tls = { key: fs.readFileSync(keyPath, 'utf8'), cert: pem };
    caFile = authority.certificatePath;
    given('127.0.0.1:1');
    // The first reading takes longer than the bounds of these tests.
    await capturedDuring(() => readCertificates({ environment: process.env }));
    good = await startServices(() => () => {
      return { status: 200, body: { oidcToken: token, access_token: token } };
    });
  });
  after(async () => {
    await good.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    closeDetours?.();
    await server?.stop();
    sinon.restore();
  });

  /** A connection for each call, and a job whose token service is at an address. */
  function given(tokenService: string, data: Readonly<Record<string, string>> = {}): void {
    const parameters = { tenantid: 'tenant', serviceprincipalid: 'client', loginServer: registry };
    givenConnections({
      id: { scheme: 'ManagedServiceIdentity', parameters },
      SYSTEMVSSCONNECTION: { parameters: { AccessToken: 'token-of-the-job' } },
    });
    const variables: Readonly<Record<string, string>> = {
      'System.OidcRequestUri': `http://${tokenService}/oidc`,
      'Agent.CAInfo': caFile,
    };
    sinon.stub(library, 'getVariable').callsFake((name) => variables[name]);
    sinon.stub(library, 'getEndpointUrl').returns(`http://${tokenService}/`);
    sinon.stub(library, 'getEndpointDataParameter').callsFake((_id, name) => data[name]);
  }

  const calls: readonly Call[] = [
    {
      title: "the job's token service",
      code: 'FederatedTokenRefused',
      isTls: false,
      prepare: ({ address }) => {
        given(address);
        return () => federatedToken('id', bounds);
      },
    },
    {
      title: 'Microsoft Entra ID',
      code: 'EntraTokenRefused',
      isTls: true,
      prepare: ({ address }) => {
        given(good.address, { environmentAuthorityUrl: `https://${address}/` });
        return () => entraToken(connection('id'), 'WorkloadIdentityFederation', registry, bounds);
      },
    },
    {
      title: 'the metadata service',
      code: 'EntraTokenRefused',
      isTls: false,
      prepare: ({ port }) => {
        given(good.address);
        closeDetours = openDetours({ '169.254.169.254:80': port });
        return () => entraToken(connection('id'), 'ManagedServiceIdentity', registry, bounds);
      },
    },
    {
      title: "the registry's exchange",
      code: 'RegistryLoginRefused',
      isTls: true,
      prepare: ({ port }) => {
        given(good.address, { registrytype: 'ACR' });
        closeDetours = openDetours({ '169.254.169.254:80': good.port, [`${registry}:443`]: port });
        return () => registryLogin('id', bounds);
      },
    },
    ...[false, true].map((isTls) => ({
      title: `a download over ${isTls ? 'TLS' : 'plain HTTP'}`,
      code: 'DownloadFailed',
      isTls,
      prepare: ({ address }: HostileServer) => {
        given(good.address);
        const directory = fs.mkdtempSync(path.join(folder, 'download-'));
        const url = `${isTls ? 'https' : 'http'}://${address}/a.tar.gz`;
        const archive = { url, checksum: '0'.repeat(64) };
        return () =>
          download(archive, directory, downloadBounds).finally(() => {
            assert.deepEqual(fs.readdirSync(directory), []);
          });
      },
    })),
  ];
  for (const { title, code, isTls, prepare } of calls) {
    for (const misdeed of Object.keys(misdeeds) as Misdeed[]) {
      it(`G11 N9 S1 S6 ${title}: ${misdeed} is a failure, within its bounds`, async () => {
        const hostile = await startHostileServer(misdeed, isTls ? tls : undefined);
        server = hostile;
        const make = prepare(hostile);
        let result: unknown;
        const told = await capturedDuring(async () => {
          result = await make().catch((error: unknown) => error);
        });
        assert(result instanceof TaskError, String(result));
        assert.equal(result.code, code, result.message);
        const { made } = hostile.connections();
        if (misdeed === 'an answer without end')
          assert.match(result.message, /more than \d+ bytes/);
        const isDownload = code === 'DownloadFailed';
        if (isDownload && misdeed === 'a body that drips') {
          assert.match(result.message, /less than 1024 bytes/);
        }
        // The tool library tries three times by itself where a connection breaks.
        assert(made >= 1 && made <= (isDownload ? 12 : 4), `${made} connections`);
        const allowed = isDownload ? downloadBounds.maxBytes : bounds.maxAnswerBytes;
        assert(hostile.sent() <= made * allowed + BUFFER_BYTES, `${hostile.sent()} bytes`);
        for (let look = 0; look < 500 && hostile.connections().open > 0; look += 1) await sleep(20);
        assert.equal(hostile.connections().open, 0, 'a connection is left open');
        assert(!commandsIn(told).includes('task.setsecret]{'), told);
      });
    }
  }

  it('N9 S6 a download that goes on coming, but does not end, is given up as a whole', async () => {
    const hostile = await startHostileServer('a body that drips');
    server = hostile;
    given(good.address);
    const archive = { url: `http://${hostile.address}/a.tar.gz`, checksum: '0'.repeat(64) };
    const directory = fs.mkdtempSync(path.join(folder, 'download-'));
    const lasting = { ...downloadBounds, minBytes: 0, idleTimeoutMs: 500, totalTimeoutMs: 700 };
    await capturedDuring(async () => {
      await assert.rejects(
        download(archive, directory, lasting),
        /not complete within 0\.\d+ seconds/,
      );
    });
    assert.equal(hostile.connections().made, 1);
    assert.deepEqual(fs.readdirSync(directory), []);
  });

  it('N9 S6 a redirect with an answer without end is given up, and not kept in memory', async () => {
    const hostile = await startHostileServer('a redirect without end');
    server = hostile;
    given(good.address);
    const archive = { url: `http://${hostile.address}/a.tar.gz`, checksum: '0'.repeat(64) };
    const directory = fs.mkdtempSync(path.join(folder, 'download-'));
    const large = {
      ...downloadBounds,
      maxBytes: 2 ** 40,
      idleTimeoutMs: 20_000,
      totalTimeoutMs: 30_000,
    };
    await capturedDuring(async () => {
      const refused = /an answer beside the file has more than \d+ bytes/;
      await assert.rejects(download(archive, directory, large), refused);
    });
    assert.equal(hostile.connections().made, 1);
    assert(hostile.sent() < BUFFER_BYTES, `${hostile.sent()} bytes`);
  });
});
