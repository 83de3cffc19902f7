import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { createHttpClient } from '../../../src/network/client';
import { type RawServer, startRawServer } from './rawServer';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

describe('a call that has settled', () => {
  let server: RawServer;

  afterEach(async () => {
    await server.stop();
  });

  it('S6 is not sent again when a shared connection stalls until its time is over', async () => {
    let requests = 0;
    server = await startRawServer((socket) => {
      requests += 1;
      if (requests === 1) socket.write(OK);
    });
    const client = createHttpClient({ maxConnectionsPerHost: 1, proxyFor: () => undefined });
    const url = new URL(server.url);
    const call = { method: 'GET', url, maxBytes: 10, timeoutMs: 2000 };
    await client.send(call);
    await assert.rejects(client.send({ ...call, timeoutMs: 50 }), { kind: 'timeout' });
    await pause(50);
    assert.equal(requests, 2);
    assert.equal(server.connections(), 1);
    client.close();
  });

  it('S6 gives its place to the next call when it stalled on a shared connection', async () => {
    let requests = 0;
    server = await startRawServer((socket) => {
      requests += 1;
      if (requests !== 2) socket.write(OK);
    });
    const client = createHttpClient({ maxConnectionsPerHost: 1, proxyFor: () => undefined });
    const url = new URL(server.url);
    const call = { method: 'GET', url, maxBytes: 10, timeoutMs: 2000 };
    await client.send(call);
    await assert.rejects(client.send({ ...call, timeoutMs: 50 }), { kind: 'timeout' });
    assert.equal((await client.send(call)).status, 200);
    assert.equal(requests, 3);
    client.close();
  });

  it('S6 begins nothing when its time is over before the certificates are read', async () => {
    server = await startRawServer(() => undefined);
    const read = pause(100, {});
    const client = createHttpClient({ proxyFor: () => undefined, certificates: () => read });
    const url = new URL(server.url.replace('http:', 'https:'));
    const call = { method: 'GET', url, maxBytes: 10, timeoutMs: 20 };
    await assert.rejects(client.send(call), { kind: 'timeout' });
    await read;
    await pause(50);
    assert.equal(server.connections(), 0);
    client.close();
  });
});
