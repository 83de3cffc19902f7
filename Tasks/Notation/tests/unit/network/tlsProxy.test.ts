import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Server, createServer } from 'node:tls';
import { createHttpClient } from '../../../src/network/client';
import {
  type Certificate,
  certificateAuthority,
  serverCertificate,
} from '../../fixtures/certificates';

describe('a proxy that is reached over TLS', () => {
  let folder: string;
  let authority: Certificate;
  let other: Certificate;
  let server: Server;
  let received = '';

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'notation-tls-proxy-'));
    authority = certificateAuthority({ folder, commonName: 'authority' });
    other = certificateAuthority({ folder, commonName: 'other' });
    const leaf = serverCertificate(authority, ['localhost'], { folder, commonName: 'proxy' });
    const identity = { key: readFileSync(leaf.keyPath), cert: leaf.pem };
    server = createServer(identity, (socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => {
        received += chunk.toString();
        socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
      });
    }).listen(0, '127.0.0.1');
    server.on('tlsClientError', () => undefined);
    await once(server, 'listening');
  });

  beforeEach(() => {
    received = '';
  });

  after(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function send(scheme: string, { pem }: Certificate): Promise<{ status: number }> {
    const { port } = server.address() as AddressInfo;
    const proxy = new URL(`https://user:word@localhost:${port}`);
    const client = createHttpClient({ proxyFor: () => proxy, certificates: () => ({ ca: pem }) });
    const url = new URL(`${scheme}://registry.example/`);
    return client.send({ method: 'GET', url, maxBytes: 100, timeoutMs: 10_000 });
  }

  for (const scheme of ['https', 'http']) {
    it(`R7 F1 gets no login where its certificate is not trusted (${scheme})`, async () => {
      await assert.rejects(send(scheme, other), { kind: 'certificate' });
      assert.equal(received, '');
    });

    it(`F1 gets the login where its certificate is trusted (${scheme})`, async () => {
      await send(scheme, authority).catch(() => undefined);
      assert.match(received, /proxy-authorization: Basic /i);
    });
  }
});
