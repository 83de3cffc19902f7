import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type HttpClient, type HttpRequest, createHttpClient } from '../../../src/network/client';
import { NetworkError } from '../../../src/network/networkError';
import { MAX_BYTES, hostileAnswers, ok } from './hostileAnswers';
import { type RawServer, startRawServer, writeForever } from './rawServer';

/** The time of a call that is to end by it. */
const TIMEOUT_MS = 400;

/** The time of a call that is to end otherwise, on a busy machine too. */
const LONG_TIMEOUT_MS = 30_000;

describe('createHttpClient', () => {
  let server: RawServer;
  let client: HttpClient;

  beforeEach(() => {
    client = createHttpClient({ proxyFor: () => undefined, maxConnectionsPerHost: 2 });
  });

  afterEach(async () => {
    client.close();
    await server.stop();
  });

  function request(changes: Partial<HttpRequest> = {}): HttpRequest {
    const url = new URL(`${server.url}/path?query=secret`);
    return { method: 'GET', url, maxBytes: MAX_BYTES, timeoutMs: LONG_TIMEOUT_MS, ...changes };
  }

  async function refusal(changes: Partial<HttpRequest> = {}): Promise<NetworkError> {
    const error: unknown = await client.send(request(changes)).then(
      ({ status }) => `answered ${status}`,
      (thrown: unknown) => thrown,
    );
    assert(error instanceof NetworkError, String(error));
    return error;
  }

  for (const { name, answer, kind, isAtOnce } of hostileAnswers) {
    for (const method of ['GET', 'POST']) {
      it(`G11 S1 S6 settles on ${name}: ${kind} (${method})`, async () => {
        server = await startRawServer(answer);
        // What must settle at once has so long a time that it does not settle by that.
        const timeoutMs = isAtOnce ? LONG_TIMEOUT_MS : TIMEOUT_MS;
        const error = await refusal({ method, timeoutMs });
        assert.equal(error.kind, kind, error.message);
        assert(!error.message.includes('secret'));
        assert.equal(error.host, `127.0.0.1:${server.port}`);
      });
    }
  }

  it('G11 settles on a connection that is refused', async () => {
    server = await startRawServer(() => undefined);
    await server.stop();
    const error = await refusal();
    assert.equal(error.kind, 'refused');
    server = await startRawServer(() => undefined);
  });

  it('G11 keeps no more of an endless answer than it may have', async () => {
    server = await startRawServer((socket) => {
      socket.write(`${ok}\r\n`);
      writeForever(socket, 'x');
    });
    const before = process.memoryUsage().rss;
    for (let count = 0; count < 20; count += 1) assert.equal((await refusal()).kind, 'tooLarge');
    assert(process.memoryUsage().rss - before < 64 * 1024 * 1024);
  });

  it('G11 is ended by its signal, before and during the call', async () => {
    server = await startRawServer(() => undefined);
    const controller = new AbortController();
    const pending = refusal({ signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 50);
    assert.equal((await pending).kind, 'canceled');
    assert.equal((await refusal({ signal: controller.signal })).kind, 'canceled');
  });

  it('takes an answer that ends with its connection, and one to HEAD', async () => {
    server = await startRawServer((socket, count) => {
      if (server.received().includes('HEAD')) socket.write(`${ok}Content-Length: 99999999\r\n\r\n`);
      else socket.end(`${ok}\r\nbody${count}`);
    });
    const { status, body } = await client.send(request());
    assert.deepEqual([status, body.toString()], [200, 'body1']);
    const head = await client.send(request({ method: 'HEAD' }));
    assert.deepEqual([head.status, head.headers['content-length']], [200, '99999999']);
  });

  it('sends no user information, and asks for no content encoding', async () => {
    server = await startRawServer((socket) => socket.write(`${ok}Content-Length: 0\r\n\r\n`));
    const url = new URL(server.url.replace('//', '//user:word@'));
    await client.send(request({ url, method: 'POST', body: 'form', headers: { 'X-A': 'b' } }));
    assert.match(server.received(), /accept-encoding: identity/i);
    assert.match(server.received(), /content-length: 4\r\n/i);
    assert.match(server.received(), /x-a: b\r\n/i);
    assert.doesNotMatch(server.received(), /authorization/i);
  });

  it('does not follow a redirect', async () => {
    server = await startRawServer((socket) =>
      socket.write('HTTP/1.1 307 T\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n'),
    );
    const { status, headers } = await client.send(request());
    assert.deepEqual([status, headers.location], [307, '/other']);
    assert.equal(server.received().split('GET ').length, 2);
  });

  describe('shared connections', () => {
    const answer = `${ok}Content-Length: 2\r\n\r\nok`;

    it('uses a connection again', async () => {
      server = await startRawServer((socket) => socket.write(answer));
      for (let count = 0; count < 5; count += 1) await client.send(request());
      assert.equal(server.connections(), 1);
    });

    it('opens no more than it may, however many calls there are', async () => {
      server = await startRawServer((socket) => setTimeout(() => socket.write(answer), 10));
      const calls = Array.from({ length: 12 }, () => client.send(request()));
      for (const { status } of await Promise.all(calls)) assert.equal(status, 200);
      assert.equal(server.connections(), 2);
    });

    it('sends a GET again where a shared connection was closed, on a new one', async () => {
      server = await startRawServer((socket, count) => {
        if (count === 1) socket.write(answer);
        else socket.destroy();
      });
      await client.send(request());
      assert.equal((await client.send(request())).status, 200);
      assert.equal(server.connections(), 2);
    });

    it('sends a POST once, whatever happens to its connection', async () => {
      server = await startRawServer((socket, count) => {
        if (count === 1) socket.write(answer);
        else socket.destroy();
      });
      await client.send(request());
      assert.equal((await refusal({ method: 'POST', body: 'x' })).kind, 'reset');
      assert.equal(server.received().split('POST ').length, 2);
    });

    it('sends a GET no third time', async () => {
      let isDown = false;
      server = await startRawServer((socket) => {
        if (isDown) socket.destroy();
        else socket.write(answer);
      });
      await client.send(request());
      isDown = true;
      assert.equal((await refusal()).kind, 'reset');
      assert.equal(server.connections(), 2);
    });
  });

  it("G11 waits for a connection within the call's own time", async () => {
    server = await startRawServer(() => undefined);
    const kinds = await Promise.all(
      Array.from({ length: 5 }, async () => (await refusal({ timeoutMs: TIMEOUT_MS })).kind),
    );
    assert.deepEqual(kinds, Array(5).fill('timeout'));
  });

  it('frees a place for who waits, after failures too', async () => {
    server = await startRawServer((socket) => socket.destroy());
    const calls = Array.from({ length: 9 }, async () => (await refusal()).kind);
    assert.deepEqual(await Promise.all(calls), Array(9).fill('reset'));
  });

  it('says that a server does not speak TLS', async () => {
    const plain = createHttpServer((_, response) => response.end('plain'));
    plain.listen(0, '127.0.0.1');
    await once(plain, 'listening');
    server = await startRawServer(() => undefined);
    const url = new URL(`https://127.0.0.1:${(plain.address() as AddressInfo).port}`);
    assert.equal((await refusal({ url })).kind, 'plainHttp');
    plain.close();
  });
});
