import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { certificateAuthority, serverCertificate } from '../../fixtures/certificates';
import { type Proxy, startProxy } from '../../doubles/proxy';
import { createHttpClient } from '../../../src/network/client';
import { NetworkError } from '../../../src/network/networkError';
import { drip, startRawServer, writeForever } from './rawServer';

const TIMEOUT_MS = 400;

const hostile: readonly [name: string, answer: (socket: Socket) => void, kind: string][] = [
  ['101', (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'), 'proxy'],
  [
    '407',
    (socket) => socket.write('HTTP/1.1 407 Proxy Authentication Required\r\n\r\nno'),
    'proxy',
  ],
  ['100 alone', (socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n'), 'proxy'],
  ['no HTTP', (socket) => socket.write('hello\r\n\r\n'), 'proxy'],
  ['headers without end', (socket) => writeForever(socket, 'X-Header: value\r\n'), 'proxy'],
  ['success and more', (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\nmore'), 'proxy'],
  ['success and the end', (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'), 'reset'],
  ['the end', (socket) => socket.end(), 'reset'],
  ['a reset', (socket) => socket.resetAndDestroy(), 'reset'],
  ['silence', () => undefined, 'timeout'],
  ['success and silence', (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'), 'timeout'],
  ['a drip', (socket) => drip(socket, 'x'), 'timeout'],
];

describe('openTunnel', () => {
  for (const [name, answer, kind] of hostile) {
    for (const protocol of ['https', 'http']) {
      it(`G11 S1 settles where the proxy answers ${name} (${protocol})`, async () => {
        const proxy = await startRawServer(answer);
        const client = createHttpClient({ proxyFor: () => new URL(proxy.url) });
        const url = new URL(`${protocol}://r.example/`);
        // A proxied request over plain HTTP needs no tunnel, so its answer may settle by time alone.
        const timeoutMs = kind === 'timeout' || protocol === 'http' ? TIMEOUT_MS : 30_000;
        const request = { method: 'GET', url, maxBytes: 1024, timeoutMs };
        const outcome: unknown = await client.send(request).then(
          ({ status, body }) => `${status} ${body.toString()}`,
          (error: unknown) => error,
        );
        if (protocol === 'https') {
          assert(outcome instanceof NetworkError, String(outcome));
          assert.equal(outcome.kind, kind, outcome.message);
        }
        client.close();
        await proxy.stop();
      });
    }
  }

  it('refuses a proxy of another scheme', async () => {
    const client = createHttpClient({ proxyFor: () => new URL('socks5://proxy:1080') });
    for (const url of ['https://r.example/', 'http://r.example/']) {
      const request = { method: 'GET', url: new URL(url), maxBytes: 1024, timeoutMs: 1000 };
      await assert.rejects(client.send(request), { kind: 'proxy' });
    }
  });
});

describe('a call through a proxy', () => {
  let folder: string;
  let proxy: Proxy;
  let server: ReturnType<typeof createServer>;
  let ca: string;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'tunnel-'));
    const authority = certificateAuthority({ folder, commonName: 'authority', key: 'EC-256' });
    const options = { folder, commonName: 'server', key: 'EC-256' } as const;
    const certificate = serverCertificate(authority, ['r.example'], options);
    ca = authority.pem;
    const { pem: cert, keyPath } = certificate;
    server = createServer({ cert, key: readFileSync(keyPath) }, (request, response) =>
      response.end(`${String(request.headers.host)} ${String(request.url)}`),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const routes = { 'r.example:443': `127.0.0.1:${port}` };
    proxy = await startProxy({ username: 'us er', password: 'p@ss', routes });
  });

  after(async () => {
    await proxy.stop();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function send(login: string, certificates = {}) {
    const address = new URL(proxy.url.replace('//', `//${login}`));
    const client = createHttpClient({ proxyFor: () => address, certificates: () => certificates });
    const url = new URL('https://r.example/path');
    const calls = [1, 2, 3].map(() =>
      client.send({ method: 'GET', url, maxBytes: 1024, timeoutMs: 5000 }),
    );
    return Promise.all(calls).finally(() => client.close());
  }

  it('F1 N6 goes through a tunnel, with user and password, once per connection', async () => {
    for (const { status, body } of await send('us%20er:p%40ss@', { ca })) {
      assert.deepEqual([status, body.toString()], [200, 'r.example /path']);
    }
    assert(proxy.requests.every(({ method, authorized }) => method === 'CONNECT' && authorized));
  });

  it('F1 N6 says which proxy wants another password', async () => {
    const host = new URL(proxy.url).host;
    await assert.rejects(send('', { ca }), { kind: 'proxy', host, message: /407/ });
  });

  it('opens no more tunnels at once than it may have connections', async () => {
    const address = new URL(proxy.url.replace('//', '//us%20er:p%40ss@'));
    const client = createHttpClient({
      proxyFor: () => address,
      certificates: () => ({ ca }),
      maxConnectionsPerHost: 2,
    });
    const authorized = () => proxy.requests.filter((request) => request.authorized).length;
    const before = authorized();
    const url = new URL('https://r.example/path');
    const call = () => client.send({ method: 'GET', url, maxBytes: 1024, timeoutMs: 5000 });
    await Promise.all(Array.from({ length: 8 }, call));
    client.close();
    assert.equal(authorized() - before, 2);
  });

  it('R7 trusts no certificate within the tunnel but that of a known authority', async () => {
    await assert.rejects(send('us%20er:p%40ss@'), { kind: 'certificate', host: 'r.example' });
  });
});
