import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { send } from '../../../doubles/registry/client';
import { pushImage } from '../../../doubles/registry/image';
import { startRegistry } from '../../../doubles/registry/registry';
import type { Registry } from '../../../doubles/registry/registry';

describe('in-memory registry', () => {
  let registry: Registry;

  beforeEach(async () => {
    registry = await startRegistry();
  });

  afterEach(() => registry.stop());

  it('logs every request', async () => {
    const headers = { 'X-Mark': 'here' };
    await send(registry, '/v2/a/tags/list?n=1', { headers, body: 'text' });
    const [entry] = registry.requests;
    assert.deepEqual([entry?.method, entry?.path], ['GET', '/v2/a/tags/list?n=1']);
    assert.deepEqual([entry?.headers['x-mark'], entry?.status], ['here', 404]);
    assert.equal(entry?.body.toString('utf8'), 'text');
  });

  it('takes its time for every answer', async () => {
    registry.latency = 30;
    const begin = performance.now();
    await send(registry, '/v2/');
    assert.ok(performance.now() - begin >= 25);
  });

  it('is empty after a reset', async () => {
    registry.faults = () => undefined;
    await pushImage(registry, 'a', 'v1');
    registry.reset();
    assert.deepEqual(registry.store.repositories(), []);
    assert.deepEqual([registry.requests.length, registry.faults], [0, undefined]);
    await pushImage(registry, 'a', 'v1');
  });

  it('is gone once stopped', async () => {
    const { host } = registry;
    await registry.stop();
    await assert.rejects(send(host, '/v2/'), { code: 'ECONNREFUSED' });
  });
});

describe('in-memory registry over TLS', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'registry-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('answers to who trusts its certificate', async function () {
    const tls = certificate(folder);
    if (tls === undefined) {
      this.skip();
    }
    const registry = await startRegistry({ tls });
    try {
      assert.match(registry.url, /^https:/);
      const { digest } = await pushImage(registry, 'a', 'v1');
      assert.ok(registry.store.manifests('a').has(digest));
      registry.faults = () => ({ reset: true });
      await assert.rejects(send(registry, '/v2/'), { code: 'ECONNRESET' });
    } finally {
      await registry.stop();
    }
  });
});

/** Makes a key and a certificate for localhost; gives nothing where there is no openssl to make them. */
function certificate(folder: string): { key: string; cert: string } | undefined {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const make = 'req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost';
  const names = ['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert];
  const { error, status } = spawnSync('openssl', [...make.split(' '), ...names]);
  if (error !== undefined) {
    return undefined;
  }
  assert.equal(status, 0);
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}
