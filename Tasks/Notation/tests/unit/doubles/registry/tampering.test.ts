import assert from 'node:assert/strict';
import { send } from '../../../doubles/registry/client';
import { digestOf } from '../../../doubles/registry/digest';
import { pushImage } from '../../../doubles/registry/image';
import { startRegistry } from '../../../doubles/registry/registry';
import { copySignature, corruptSignature } from '../../../doubles/registry/tampering';
import { attachSignature, ENVELOPE, writeIndex } from './signature';
import type { PushedImage } from '../../../doubles/registry/image';
import type { Registry } from '../../../doubles/registry/registry';
import type { Attached } from './signature';

describe('tampering with the in-memory registry', () => {
  let registry: Registry;
  let image: PushedImage;
  let signature: Attached;

  beforeEach(async () => {
    registry = await startRegistry();
    image = await pushImage(registry, 'a', 'v1');
    signature = await attachSignature(registry, 'a', image);
    await writeIndex(registry, 'a', image.digest, [signature]);
  });

  afterEach(() => registry.stop());

  const envelopeOf = (digest: string): Buffer | undefined => {
    const layer = registry.store.manifest('a', digest)?.content.layers?.[0]?.digest ?? '';
    return registry.store.blobs('a').get(layer);
  };

  it('copies a signature to another artifact', async () => {
    const { store } = registry;
    const other = await pushImage(registry, 'a', 'v2');
    const copy = copySignature(store, 'a', signature.digest, other.digest);
    assert.deepEqual(store.signaturesOf('a', other.digest), [copy]);
    assert.deepEqual(store.indexedSignaturesOf('a', other.digest), [copy]);
    assert.deepEqual(store.signaturesOf('a', image.digest), [signature.digest]);
    assert.equal(envelopeOf(copy)?.toString('utf8'), ENVELOPE);
    assert.throws(() => copySignature(store, 'a', digestOf('none'), other.digest), /is not in a/);
  });

  it('spoils an envelope, every digest right', () => {
    const { store } = registry;
    const corrupted = corruptSignature(store, 'a', signature.digest);
    assert.deepEqual(store.signaturesOf('a', image.digest), [corrupted]);
    assert.deepEqual(store.indexedSignaturesOf('a', image.digest), [corrupted]);
    assert.equal(envelopeOf(corrupted)?.toString('utf8'), ENVELOPE.replace('c2ln', 'A2ln'));
    const layer = store.manifest('a', corrupted)?.content.layers?.[0];
    assert.equal(digestOf(envelopeOf(corrupted) ?? ''), layer?.digest);
  });

  it('spoils it as told', () => {
    const { store } = registry;
    const junk = corruptSignature(store, 'a', signature.digest, () => Buffer.from('junk'));
    assert.equal(envelopeOf(junk)?.toString('utf8'), 'junk');
    const cose = corruptSignature(store, 'a', junk);
    assert.equal(envelopeOf(cose)?.toString('utf8'), 'junj');
    assert.throws(() => corruptSignature(store, 'a', image.digest), /is not a signature/);
  });

  it('serves other bytes under a digest', async () => {
    const digest = digestOf(ENVELOPE);
    registry.store.replaceBlob('a', digest, Buffer.from('lie'));
    const { body } = await send(registry, `/v2/a/blobs/${digest}`);
    assert.equal(body.toString('utf8'), 'lie');
  });
});
