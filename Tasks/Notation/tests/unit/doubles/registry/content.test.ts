import assert from 'node:assert/strict';
import { send } from '../../../doubles/registry/client';
import { digestOf } from '../../../doubles/registry/digest';
import { pushImage } from '../../../doubles/registry/image';
import { IMAGE_MANIFEST } from '../../../doubles/registry/manifest';
import { startRegistry } from '../../../doubles/registry/registry';
import type { Received, Sent } from '../../../doubles/registry/client';
import type { Registry, RegistryOptions } from '../../../doubles/registry/registry';

describe('in-memory registry: content', () => {
  let registry: Registry;

  const start = async (options?: RegistryOptions): Promise<void> => {
    registry = await startRegistry(options);
  };
  const ask = (method: string, path: string, sent: Sent = {}): Promise<Received> =>
    send(registry, path, { method, ...sent });
  const code = ({ body }: Received): string | undefined =>
    (JSON.parse(body.toString('utf8')) as { errors: { code: string }[] }).errors[0]?.code;
  const pathOf = ({ headers }: Received): string => {
    const { pathname, search } = new URL(headers.location ?? '');
    return pathname + search;
  };

  afterEach(() => registry.stop());

  it('answers the ping at a host notation speaks plain HTTP to', async () => {
    await start();
    assert.match(registry.host, /^localhost:\d+$/);
    assert.equal((await ask('GET', '/v2/')).status, 200);
  });

  it('takes a blob in chunks and refuses one out of order', async () => {
    await start();
    const digest = digestOf('hello');
    const started = await ask('POST', '/v2/a/b/blobs/uploads/');
    assert.equal(started.status, 202);
    const upload = pathOf(started);
    assert.match(upload, /_state=/);
    const chunk = await ask('PATCH', upload, {
      body: 'hel',
      headers: { 'Content-Range': '0-2' },
    });
    assert.deepEqual([chunk.status, chunk.headers.range], [202, '0-2']);
    const again = await ask('PATCH', upload, { body: 'x', headers: { 'Content-Range': '9-9' } });
    assert.equal(again.status, 416);
    assert.equal((await ask('GET', upload)).status, 204);
    const done = await ask('PUT', `${upload}&digest=${digest}`, { body: 'lo' });
    assert.deepEqual([done.status, pathOf(done)], [201, `/v2/a/b/blobs/${digest}`]);
    assert.equal((await ask('GET', pathOf(done))).body.toString('utf8'), 'hello');
    assert.equal((await ask('HEAD', pathOf(done))).headers['content-length'], '5');
    assert.equal(code(await ask('PUT', upload)), 'BLOB_UPLOAD_UNKNOWN');
  });

  it('takes a blob in one request, and starts an upload where a mount is asked for', async () => {
    await start();
    const digest = digestOf('x');
    const path = `/v2/a/blobs/uploads/?digest=${digest}`;
    assert.equal((await ask('POST', path, { body: 'x' })).status, 201);
    assert.equal(code(await ask('POST', path, { body: 'y' })), 'DIGEST_INVALID');
    const mount = await ask('POST', `/v2/b/blobs/uploads/?mount=${digest}&from=a`);
    assert.equal(mount.status, 202);
    assert.equal((await ask('DELETE', pathOf(mount))).status, 204);
  });

  it('gives a manifest by tag and by digest, as it was pushed', async () => {
    await start();
    const image = await pushImage(registry, 'team/app', 'v1');
    for (const reference of ['v1', image.digest]) {
      const answer = await ask('GET', `/v2/team/app/manifests/${reference}`);
      assert.equal(digestOf(answer.body), image.digest);
      assert.equal(answer.headers['content-type'], IMAGE_MANIFEST);
      assert.equal(answer.headers['docker-content-digest'], image.digest);
    }
    const head = await ask('HEAD', '/v2/team/app/manifests/v1');
    assert.deepEqual([head.headers['content-length'], head.body.length], [String(image.size), 0]);
    assert.equal(code(await ask('GET', '/v2/team/app/manifests/v2')), 'MANIFEST_UNKNOWN');
  });

  it('refuses manifests that are not what they say', async () => {
    await start();
    const put = async (reference: string, body: string): Promise<string | undefined> => {
      const headers = { 'Content-Type': IMAGE_MANIFEST };
      return code(await ask('PUT', `/v2/a/manifests/${reference}`, { body, headers }));
    };
    assert.equal(await put(digestOf('other'), '{}'), 'DIGEST_INVALID');
    assert.equal(await put('v1', 'no json'), 'MANIFEST_INVALID');
    assert.equal(await put('v1', '[]'), 'MANIFEST_INVALID');
    assert.equal(await put('v1', '{"mediaType":"text/plain"}'), 'MANIFEST_INVALID');
    const config = { mediaType: 'x', digest: digestOf('absent'), size: 6 };
    assert.equal(await put('v1', JSON.stringify({ config })), 'MANIFEST_BLOB_UNKNOWN');
    assert.equal(await put('sha256:short', '{}'), 'DIGEST_INVALID');
    assert.equal(code(await ask('GET', '/v2/UPPER/manifests/v1')), 'NAME_INVALID');
  });

  it('deletes tags, manifests and blobs', async () => {
    await start();
    const image = await pushImage(registry, 'a', 'v1', { tags: ['v2'] });
    assert.equal((await ask('DELETE', '/v2/a/manifests/v1')).status, 202);
    assert.deepEqual([...registry.store.tags('a').keys()], ['v2']);
    assert.equal((await ask('DELETE', `/v2/a/manifests/${image.digest}`)).status, 202);
    assert.equal(registry.store.tags('a').size + registry.store.manifests('a').size, 0);
    const [blob = ''] = registry.store.blobs('a').keys();
    assert.equal((await ask('DELETE', `/v2/a/blobs/${blob}`)).status, 202);
    assert.equal((await ask('DELETE', `/v2/a/blobs/${blob}`)).status, 404);
  });

  it('deletes nothing where that is switched off', async () => {
    await start({ delete: false });
    const image = await pushImage(registry, 'a', 'v1');
    const answer = await ask('DELETE', `/v2/a/manifests/${image.digest}`);
    assert.deepEqual([answer.status, code(answer)], [405, 'UNSUPPORTED']);
    assert.equal(registry.store.manifests('a').size, 1);
  });

  it('lists tags, in pages where asked', async () => {
    await start();
    await pushImage(registry, 'a', 'c', { tags: ['a', 'b'] });
    const tags = ({ body }: Received): unknown => JSON.parse(body.toString('utf8'));
    assert.deepEqual(tags(await ask('GET', '/v2/a/tags/list')), {
      name: 'a',
      tags: ['a', 'b', 'c'],
    });
    const page = await ask('GET', '/v2/a/tags/list?n=2');
    assert.deepEqual(tags(page), { name: 'a', tags: ['a', 'b'] });
    assert.equal(page.headers['link'], '</v2/a/tags/list?n=2&last=b>; rel="next"');
    const rest = await ask('GET', '/v2/a/tags/list?n=2&last=b');
    assert.deepEqual([tags(rest), rest.headers['link']], [{ name: 'a', tags: ['c'] }, undefined]);
    assert.equal(code(await ask('GET', '/v2/none/tags/list')), 'NAME_UNKNOWN');
  });
});
