import '../agentLibrary';
import assert from 'node:assert/strict';
import { isContentRefusal } from '../../../src/registry/failure';
import type { PushedImage } from '../../doubles/registry/image';
import { IMAGE_INDEX, IMAGE_MANIFEST, SIGNATURE_TYPE } from '../../doubles/registry/manifest';
import { type Registry } from '../../doubles/registry/registry';
import type { FaultHook } from '../../doubles/registry/faults';
import { attachSignature, context, reader, reference } from './readers';
import { type SignedImage, repository, startInEach } from './signedImage';

describe('R2 content', () => {
  let signed: SignedImage;
  let registry: Registry;
  let image: PushedImage;

  const start = startInEach((one) => {
    signed = one;
    ({ registry, image } = one);
  });

  const big = 'x'.repeat(5 * 1024 * 1024);
  const refused: readonly [name: string, faults: FaultHook][] = [
    [
      'another manifest',
      ({ kind, method, reference: part }) =>
        kind === 'manifest' && method === 'GET' && part !== image.digest
          ? { body: '{}' }
          : undefined,
    ],
    [
      'a manifest of another content type',
      ({ kind, method }) =>
        kind === 'manifest' && method === 'GET'
          ? { headers: { 'Content-Type': 'application/vnd.oci.artifact.manifest.v1+json' } }
          : undefined,
    ],
    ['another blob', ({ kind }) => (kind === 'blob' ? { body: '{"envelope":2}' } : undefined)],
    ['a blob that is too short', ({ kind }) => (kind === 'blob' ? { body: 'x' } : undefined)],
    ['a blob that is too long', ({ kind }) => (kind === 'blob' ? { body: big } : undefined)],
    [
      'a listing that is too large',
      ({ kind }) => (kind === 'referrers' ? { body: big } : undefined),
    ],
    ['a listing that is no JSON', ({ kind }) => (kind === 'referrers' ? { body: '{' } : undefined)],
    [
      'a listing without entries',
      ({ kind }) => (kind === 'referrers' ? { body: '{}' } : undefined),
    ],
    [
      'a page that follows itself',
      ({ kind, path }) =>
        kind === 'referrers' ? { headers: { Link: `<${path}>; rel="next"` } } : undefined,
    ],
    [
      'pages without end',
      ({ kind, attempt }) =>
        kind === 'referrers' ? { headers: { Link: `<?page=${attempt}>; rel="next"` } } : undefined,
    ],
    [
      'no manifest at all',
      ({ kind, method }) =>
        kind === 'manifest' && method === 'HEAD'
          ? { headers: { 'Content-Type': 'text/html' } }
          : undefined,
    ],
    [
      'another digest',
      ({ kind, method }) =>
        kind === 'manifest' && method === 'HEAD'
          ? { headers: { 'Docker-Content-Digest': `sha256:${'0'.repeat(64)}` } }
          : undefined,
    ],
    ['status 101', () => ({ raw: 'HTTP/1.1 101 Switching Protocols\r\n\r\n' })],
  ];
  for (const [name, faults] of refused) {
    it(`R2 refuses ${name}`, async () => {
      await start();
      registry.faults = faults;
      const { code, text } = await signed.refusal();
      assert.equal(code, 'RegistryAnswerRefused', text);
      assert(text.includes(registry.host), text);
    });
  }

  it('R2 refuses what is listed with more than 4 MiB, and asks for nothing', async () => {
    await start();
    const large = { mediaType: IMAGE_MANIFEST, digest: image.digest, size: 4 * 1024 * 1024 + 1 };
    const where = reference(registry.host, repository, image.digest);
    const open = reader();
    for (const fetched of [
      open.fetchManifest(where, large, context()),
      open.fetchBlob(where, large, context()),
    ]) {
      const error: unknown = await fetched.catch((thrown: unknown) => thrown);
      assert.equal(isContentRefusal(error), true);
    }
    assert.deepEqual(registry.requests, []);
  });

  it('R2 leaves out what is listed twice under two types', async () => {
    await start();
    const [first] = registry.store.referrersOf(repository, image.digest);
    const second = attachSignature(registry, repository, image, '{"envelope":2}');
    const manifests = [
      first,
      ...registry.store
        .referrersOf(repository, image.digest)
        .filter(({ digest }) => digest === second),
      { ...first, mediaType: 'application/vnd.oci.artifact.manifest.v1+json' },
    ];
    const body = { schemaVersion: 2, mediaType: IMAGE_INDEX, manifests };
    registry.faults = ({ kind }) => (kind === 'referrers' ? { body } : undefined);
    const where = reference(registry.host, repository, image.digest);
    const list = await reader().listReferrers(where, image, SIGNATURE_TYPE, 100, context());
    assert.deepEqual(
      list.referrers.map(({ digest }) => digest),
      [second],
    );
    assert.deepEqual(
      list.leftOut.map(({ digest }) => digest),
      [first?.digest],
    );
    assert.equal((await signed.read()).envelopes[0], '{"envelope":2}');
  });

  it('R2 reads pages, passes other types over, and stops at the number that is wanted', async () => {
    await start();
    for (let count = 2; count <= 5; count += 1)
      attachSignature(registry, repository, image, `${count}`);
    const all = registry.store.referrersOf(repository, image.digest);
    registry.faults = ({ kind, path }) => {
      if (kind !== 'referrers') return undefined;
      const page = Number(/page=(\d)/.exec(path)?.[1] ?? 0);
      const other = {
        ...all[0],
        digest: `sha256:${'a'.repeat(64)}`,
        artifactType: 'application/other',
      };
      const body = { schemaVersion: 2, manifests: [other, all[page]] };
      const link = { Link: `<${path.split('&page')[0]}&page=${page + 1}>; rel="next"` };
      return { body, headers: page < 4 ? link : {} };
    };
    const where = reference(registry.host, repository, image.digest);
    const list = (max: number) =>
      reader().listReferrers(where, image, SIGNATURE_TYPE, max, context());
    const complete = await list(5);
    assert.deepEqual(
      complete.referrers.map(({ digest }) => digest),
      all.map(({ digest }) => digest),
    );
    assert.equal(complete.hasMore, false);
    const part = await list(2);
    assert.deepEqual([part.referrers.length, part.hasMore], [2, true]);
  });

  it('looks at the tag where the API lists none', async () => {
    await start();
    const body = { schemaVersion: 2, mediaType: IMAGE_INDEX, manifests: null };
    registry.faults = ({ kind }) => (kind === 'referrers' ? { body } : undefined);
    assert.equal((await signed.read()).digests.length, 1);
    assert.equal((await signed.read({ referrers: 'api' })).digests.length, 0);
  });

  it('resolves where HEAD says too little', async () => {
    await start();
    registry.faults = ({ method }) => (method === 'HEAD' ? { status: 405 } : undefined);
    for (const part of ['v1', image.digest]) {
      const found = await reader().resolve(reference(registry.host, repository, part), context());
      assert.deepEqual([found.digest, found.size], [image.digest, image.size]);
    }
  });
});
