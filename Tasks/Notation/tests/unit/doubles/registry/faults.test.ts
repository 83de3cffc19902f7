import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { send } from '../../../doubles/registry/client';
import { pushImage } from '../../../doubles/registry/image';
import { startRegistry } from '../../../doubles/registry/registry';
import type { FaultRequest } from '../../../doubles/registry/faults';
import type { PushedImage } from '../../../doubles/registry/image';
import type { Registry } from '../../../doubles/registry/registry';

describe('in-memory registry: faults', () => {
  let registry: Registry;
  let image: PushedImage;
  const manifest = '/v2/a/manifests/v1';

  beforeEach(async () => {
    registry = await startRegistry();
    image = await pushImage(registry, 'a', 'v1');
    registry.requests.length = 0;
  });

  afterEach(() => registry.stop());

  it('tells the hook what is asked for, and how often it was', async () => {
    const seen: FaultRequest[] = [];
    registry.faults = (request) => {
      seen.push(request);
      return undefined;
    };
    const paths = [
      '/v2/',
      manifest,
      '/v2/a/blobs/sha256:0',
      '/v2/a/blobs/uploads/id',
      '/v2/a/b/referrers/sha256:0?artifactType=x',
      '/v2/a/tags/list',
      '/token',
      '/oauth2/exchange',
      '/elsewhere',
      manifest,
    ];
    for (const path of paths) {
      await send(registry, path);
    }
    assert.deepEqual(
      seen.map(({ kind, repository, reference, attempt }) => [
        kind,
        repository,
        reference,
        attempt,
      ]),
      [
        ['ping', undefined, undefined, 1],
        ['manifest', 'a', 'v1', 1],
        ['blob', 'a', 'sha256:0', 1],
        ['upload', 'a', 'id', 1],
        ['referrers', 'a/b', 'sha256:0', 1],
        ['tags', 'a', undefined, 1],
        ['token', undefined, undefined, 1],
        ['exchange', undefined, undefined, 1],
        ['other', undefined, undefined, 1],
        ['manifest', 'a', 'v1', 2],
      ],
    );
    assert.equal(seen[4]?.path, paths[4]);
  });

  it('answers with a status, then the truth', async () => {
    const errors = [{ code: 'X', message: '##vso[task.complete result=Skipped]' }];
    registry.faults = ({ attempt }) =>
      attempt === 1
        ? { status: 503, headers: { 'Retry-After': '1' }, body: { errors } }
        : undefined;
    const first = await send(registry, manifest);
    assert.deepEqual([first.status, first.headers['retry-after']], [503, '1']);
    assert.deepEqual(JSON.parse(first.body.toString('utf8')), { errors });
    assert.equal((await send(registry, manifest)).status, 200);
    assert.deepEqual(
      registry.requests.map(({ status }) => status),
      [503, 200],
    );
  });

  it('does nothing of what it answers with a status of its own', async () => {
    registry.faults = () => ({ status: 500 });
    await send(registry, manifest, { method: 'DELETE' });
    registry.faults = undefined;
    assert.equal((await send(registry, manifest)).status, 200);
  });

  it('lays headers and a body over the true answer', async () => {
    registry.faults = () => ({ headers: { location: 'http://evil.invalid/##vso[a]' } });
    const started = await send(registry, '/v2/a/blobs/uploads/', { method: 'POST' });
    assert.deepEqual(
      [started.status, started.headers.location],
      [202, 'http://evil.invalid/##vso[a]'],
    );
    registry.faults = () => ({ body: '{"junk' });
    const answer = await send(registry, manifest);
    assert.equal(answer.body.toString('utf8'), '{"junk');
    assert.equal(answer.headers['docker-content-digest'], image.digest);
  });

  it('redirects', async () => {
    registry.faults = () => ({ redirect: 'http://localhost:1/' });
    const { status, headers } = await send(registry, manifest);
    assert.deepEqual([status, headers.location], [307, 'http://localhost:1/']);
  });

  for (const truncate of [0, 5]) {
    it(`cuts the body after ${truncate} bytes`, async () => {
      registry.faults = () => ({ truncate });
      const { port } = new URL(registry.url);
      const socket = connect(Number(port), '127.0.0.1');
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString('utf8'))).on('error', () => undefined);
      socket.write(`GET ${manifest} HTTP/1.1\r\nHost: ${registry.host}\r\n\r\n`);
      await once(socket, 'close');
      const [head = '', body = ''] = text.split('\r\n\r\n');
      assert.match(head, new RegExp(`Content-Length: ${image.size}`));
      assert.equal(body.length, truncate);
    });
  }

  it('resets the connection', async () => {
    registry.faults = () => ({ reset: true });
    await assert.rejects(send(registry, manifest), { code: 'ECONNRESET' });
    assert.deepEqual(
      registry.requests.map(({ status }) => status),
      [undefined],
    );
  });

  it('stalls until it is stopped', async () => {
    registry.faults = ({ kind }) => (kind === 'manifest' ? { stall: true } : undefined);
    let settled = false;
    const stalled = assert.rejects(send(registry, manifest)).finally(() => (settled = true));
    await send(registry, '/v2/');
    assert.equal(settled, false);
    await registry.stop();
    await stalled;
  });

  it('sends raw bytes', async () => {
    registry.faults = () => ({ raw: 'no HTTP \x1b[31m' });
    await assert.rejects(send(registry, manifest), { code: 'HPE_INVALID_CONSTANT' });
  });

  it('delays the truth, and any fault', async () => {
    const took = async (): Promise<number> => {
      const begin = performance.now();
      await send(registry, manifest).catch(() => undefined);
      return performance.now() - begin;
    };
    registry.faults = () => ({ after: 30 });
    assert.ok((await took()) >= 25);
    assert.equal(registry.requests.at(-1)?.status, 200);
    registry.faults = () => ({ after: 30, status: 500 });
    assert.ok((await took()) >= 25);
    assert.equal(registry.requests.at(-1)?.status, 500);
    registry.faults = () => ({ after: 30, reset: true });
    assert.ok((await took()) >= 25);
  });

  it('waits for a hook that waits for another request', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    registry.faults = async ({ kind }) => {
      if (kind === 'ping') {
        await held;
      }
      release();
      return undefined;
    };
    const answers = await Promise.all([send(registry, '/v2/'), send(registry, manifest)]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    );
  });

  it('shows what a hook throws', async () => {
    registry.faults = () => {
      throw new Error('wrong hook');
    };
    const { status, body } = await send(registry, manifest);
    assert.deepEqual([status, body.toString('utf8')], [500, 'Error: wrong hook']);
  });
});
