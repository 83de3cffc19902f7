import assert from 'node:assert/strict';
import { send } from '../../../doubles/registry/client';
import { pushImage } from '../../../doubles/registry/image';
import { IMAGE_INDEX, SIGNATURE_TYPE } from '../../../doubles/registry/manifest';
import { startRegistry } from '../../../doubles/registry/registry';
import { attachSignature, writeIndex } from './signature';
import type { Received } from '../../../doubles/registry/client';
import type { Registry } from '../../../doubles/registry/registry';

describe('in-memory registry: referrers', () => {
  let registry: Registry;

  const listed = ({ body }: Received): { digest: string; artifactType: string }[] =>
    (
      JSON.parse(body.toString('utf8')) as {
        manifests: { digest: string; artifactType: string }[];
      }
    ).manifests;

  afterEach(() => registry.stop());

  it('lists what names the digest as its subject', async () => {
    registry = await startRegistry();
    const image = await pushImage(registry, 'a', 'v1');
    const { digest, answer } = await attachSignature(registry, 'a', image);
    assert.equal(answer.headers['oci-subject'], image.digest);
    const list = await send(registry, `/v2/a/referrers/${image.digest}`);
    assert.equal(list.headers['content-type'], IMAGE_INDEX);
    const found = listed(list).map((one) => [one.digest, one.artifactType]);
    assert.deepEqual(found, [[digest, SIGNATURE_TYPE]]);
    assert.equal(list.headers['oci-filters-applied'], undefined);
    const other = `/v2/a/referrers/${digest}`;
    assert.deepEqual(listed(await send(registry, other)), []);
  });

  it('filters by artifact type, and says so', async () => {
    registry = await startRegistry();
    const image = await pushImage(registry, 'a', 'v1');
    await attachSignature(registry, 'a', image);
    const path = `/v2/a/referrers/${image.digest}?artifactType=`;
    const signatures = await send(registry, path + SIGNATURE_TYPE);
    assert.equal(signatures.headers['oci-filters-applied'], 'artifactType');
    assert.equal(listed(signatures).length, 1);
    assert.deepEqual(listed(await send(registry, `${path}text/spdx`)), []);
  });

  it('knows neither the API nor its header where that is switched off', async () => {
    registry = await startRegistry({ referrersApi: false });
    const image = await pushImage(registry, 'a', 'v1');
    const { answer } = await attachSignature(registry, 'a', image);
    assert.deepEqual([answer.status, answer.headers['oci-subject']], [201, undefined]);
    const list = await send(registry, `/v2/a/referrers/${image.digest}`);
    assert.equal(list.status, 404);
    assert.doesNotMatch(list.body.toString('utf8'), /NAME_UNKNOWN/);
  });

  it('lets the last writer of a referrers tag win, and shows what it lost', async () => {
    registry = await startRegistry({ referrersApi: false });
    const image = await pushImage(registry, 'a', 'v1');
    const first = await attachSignature(registry, 'a', image, 'first');
    const second = await attachSignature(registry, 'a', image, 'second');
    await writeIndex(registry, 'a', image.digest, [first]);
    await writeIndex(registry, 'a', image.digest, [second]);
    const { store } = registry;
    assert.deepEqual(store.signaturesOf('a', image.digest), [first.digest, second.digest]);
    assert.deepEqual(store.indexedSignaturesOf('a', image.digest), [second.digest]);
  });
});
