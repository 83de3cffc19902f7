import '../agentLibrary';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Server, createServer } from 'node:tls';
import {
  type Certificate,
  certificateAuthority,
  serverCertificate,
} from '../../fixtures/certificates';
import { requireTool, tool } from '../../fixtures/tools';
import { startDistribution, startOlareg } from '../../doubles/registries';
import { type RegistryServer, startServer } from '../../doubles/registries/server';
import { sendAs } from '../../doubles/registry/client';
import { digestOf, referrersTag } from '../../doubles/registry/digest';
import { pushImage } from '../../doubles/registry/image';
import { IMAGE_INDEX, IMAGE_MANIFEST, SIGNATURE_TYPE } from '../../doubles/registry/manifest';
import { readRoots } from '../../../src/network/roots';
import type { Descriptor } from '../../../src/registry/descriptor';
import { context, quiet, reader, reference } from './readers';

const user = { username: 'user', password: 'the-pass-word' };
const login = (registry: string) => ({ registry, ...user });
const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';

interface Kind {
  readonly name: string;
  readonly needs: 'olareg' | 'registry' | 'crane';
  readonly isPrivate: boolean;
  readonly start: () => Promise<RegistryServer>;
}

const kinds: readonly Kind[] = [
  { name: 'olareg', needs: 'olareg', isPrivate: false, start: () => startOlareg() },
  {
    name: 'olareg with a login, without the API',
    needs: 'olareg',
    isPrivate: true,
    start: () => startOlareg({ auth: user, referrers: false }),
  },
  {
    name: 'distribution with htpasswd',
    needs: 'registry',
    isPrivate: true,
    start: () => startDistribution({ auth: user }),
  },
  {
    name: 'crane registry',
    needs: 'crane',
    isPrivate: false,
    start: () =>
      startServer(tool('crane'), (port) => ['registry', 'serve', '--address', `127.0.0.1:${port}`]),
  },
];

for (const { name, needs, isPrivate, start } of kinds) {
  describe(`R8 a real registry: ${name}`, () => {
    let server: RegistryServer;
    const credentials = isPrivate ? user : undefined;

    before(async function () {
      requireTool(this, needs);
      server = await start();
    });

    after(() => server.stop());

    async function put(mediaType: string, manifest: object, tag?: string): Promise<Descriptor> {
      const body = JSON.stringify(manifest);
      const digest = digestOf(body);
      const headers = { 'Content-Type': mediaType };
      const sent = { method: 'PUT', headers, body };
      const { status } = await sendAs(
        server.host,
        `/v2/app/manifests/${tag ?? digest}`,
        sent,
        credentials,
      );
      assert.equal(status, 201);
      return { mediaType, digest, size: Buffer.byteLength(body) };
    }

    async function blob(content: string): Promise<object> {
      const started = await sendAs(
        server.host,
        '/v2/app/blobs/uploads/',
        { method: 'POST' },
        credentials,
      );
      const location = new URL(started.headers.location ?? '', `http://${server.host}`);
      const digest = digestOf(content);
      location.searchParams.set('digest', digest);
      const headers = { 'Content-Type': 'application/octet-stream' };
      const sent = { method: 'PUT', headers, body: content };
      await sendAs(server.host, location.pathname + location.search, sent, credentials);
      return { digest, size: content.length };
    }

    /** A signature by its shape, listed by the registry itself or by the referrers tag. */
    async function sign(subject: Descriptor): Promise<Descriptor> {
      const manifest = {
        schemaVersion: 2,
        mediaType: IMAGE_MANIFEST,
        config: { mediaType: SIGNATURE_TYPE, ...(await blob('{}')) },
        layers: [
          { mediaType: 'application/jose+json', ...(await blob(`envelope of ${subject.digest}`)) },
        ],
        subject,
      };
      const signature = await put(IMAGE_MANIFEST, manifest);
      const manifests = [{ ...signature, artifactType: SIGNATURE_TYPE }];
      const index = { schemaVersion: 2, mediaType: IMAGE_INDEX, manifests };
      await put(IMAGE_INDEX, index, referrersTag(subject.digest));
      return signature;
    }

    async function subjectOf(mediaType: string): Promise<Descriptor> {
      const image = await pushImage(server.host, 'app', 'v1', credentials ? { credentials } : {});
      if (mediaType === IMAGE_MANIFEST) {
        return { mediaType, digest: image.digest, size: image.size };
      }
      if (mediaType === DOCKER_MANIFEST) {
        const type = 'application/vnd.docker.container.image.v1+json';
        const config = { mediaType: type, ...(await blob('{}')) };
        return put(mediaType, { schemaVersion: 2, mediaType, config, layers: [] });
      }
      const platform = { architecture: 'amd64', os: 'linux' };
      const manifests = [
        { mediaType: IMAGE_MANIFEST, digest: image.digest, size: image.size, platform },
      ];
      return put(mediaType, { schemaVersion: 2, mediaType, manifests });
    }

    for (const mediaType of [IMAGE_MANIFEST, IMAGE_INDEX, DOCKER_MANIFEST, DOCKER_LIST]) {
      it(`R8 R6 reads a signature of ${mediaType}`, async () => {
        const subject = await subjectOf(mediaType);
        const signature = await sign(subject);
        const where = reference(server.host, 'app', subject.digest);
        const open = reader(isPrivate ? { login: login(server.host) } : {});
        await quiet(async () => {
          assert.deepEqual(await open.resolve(where, context()), subject);
          const list = await open.listReferrers(where, subject, SIGNATURE_TYPE, 10, context());
          assert.deepEqual(
            list.referrers.map(({ digest }) => digest),
            [signature.digest],
          );
          const manifest = await open.fetchManifest(where, signature, context());
          const { layers } = JSON.parse(manifest.toString()) as { layers: [Descriptor] };
          const envelope = await open.fetchBlob(where, layers[0], context());
          assert.equal(envelope.toString(), `envelope of ${subject.digest}`);
        });
      });
    }

    it('R8 finds no artifact that is not there', async () => {
      const open = reader(isPrivate ? { login: login(server.host) } : {});
      const where = reference(server.host, 'app', `sha256:${'0'.repeat(64)}`);
      await quiet(() =>
        assert.rejects(open.resolve(where, context()), { code: 'ArtifactNotFound' }),
      );
    });

    if (isPrivate) {
      it('R6 is refused without a login, and with a wrong one', async () => {
        const where = reference(server.host, 'app', 'v1');
        const wrong = { ...login(server.host), password: 'wrong-pass-word' };
        for (const choices of [{}, { login: wrong }]) {
          const resolved = quiet(() => reader(choices).resolve(where, context()));
          await assert.rejects(resolved, { code: 'RegistryUnauthorized' });
        }
      });
    }
  });
}

describe('R7 a real registry behind TLS', () => {
  let folder: string;
  let registry: RegistryServer;
  let authority: Certificate;
  let digest: string;
  const servers: Server[] = [];

  before(async function () {
    requireTool(this, 'registry');
    folder = mkdtempSync(path.join(tmpdir(), 'registry-tls-'));
    authority = certificateAuthority({ folder, commonName: 'authority', key: 'EC-256' });
    registry = await startDistribution({ auth: user });
    ({ digest } = await pushImage(registry.host, 'app', 'v1', { credentials: user }));
  });

  after(async () => {
    servers.forEach((server) => server.close());
    await registry.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Ends TLS in front of the registry. @returns `127.0.0.1:PORT`, to which plain HTTP is never spoken */
  async function behind({ pem, keyPath }: Certificate): Promise<string> {
    const port = Number(registry.host.split(':')[1]);
    const server = createServer({ cert: pem, key: readFileSync(keyPath) }, (socket) => {
      const onward = connect(port, '127.0.0.1');
      socket.on('error', () => onward.destroy());
      onward.on('error', () => socket.destroy());
      socket.pipe(onward).pipe(socket);
    });
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const good = (commonName: string, hosts = ['127.0.0.1'], expired = false): Certificate =>
    serverCertificate(authority, hosts, { folder, commonName, key: 'EC-256', expired });

  function resolve(host: string, ca?: string[]) {
    const choices = { login: login(host), ...(ca === undefined ? {} : { ca }) };
    return quiet(() => reader(choices).resolve(reference(host, 'app', digest), context()));
  }

  it('R7 is read where its authority is that of the agent, or of SSL_CERT_FILE', async () => {
    const host = await behind(good('good'));
    const file = authority.certificatePath;
    const sources = { platform: 'linux', environment: {} } as const;
    const byAgent = await readRoots({ ...sources, agentFile: file });
    const byVariable = await readRoots({ ...sources, environment: { SSL_CERT_FILE: file } });
    for (const ca of [byAgent, byVariable]) assert.equal((await resolve(host, ca)).digest, digest);
  });

  const refused: readonly [name: string, certificate: () => Certificate, isTrusted: boolean][] = [
    ['of an unknown authority', () => good('unknown'), false],
    ['that is expired', () => good('expired', ['127.0.0.1'], true), true],
    ['of another host', () => good('other', ['other.example']), true],
  ];
  for (const [name, certificate, isTrusted] of refused) {
    it(`R7 F6 is refused with a certificate ${name}`, async () => {
      const host = await behind(certificate());
      await assert.rejects(resolve(host, isTrusted ? [authority.pem] : undefined), {
        code: 'RegistryCertificateRefused',
      });
    });
  }

  it('R7 is refused where NODE_TLS_REJECT_UNAUTHORIZED is off, too', async () => {
    const host = await behind(good('again'));
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      await assert.rejects(resolve(host), { code: 'RegistryCertificateRefused' });
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  it('R7 says that a registry speaks plain HTTP', async () => {
    const host = registry.host.replace('localhost', '127.0.0.1');
    await assert.rejects(resolve(host), { code: 'RegistryNotHttps' });
  });
});
