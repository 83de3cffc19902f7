import assert from 'node:assert/strict';
import { parseDescriptor } from '../../../src/registry/descriptor';

const good = {
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  digest: `sha256:${'a'.repeat(64)}`,
  size: 528,
};

describe('parseDescriptor', () => {
  it('reads an entry of a listing, with its artifact type where that is one', () => {
    assert.deepEqual(parseDescriptor({ ...good, artifactType: 'a/b', annotations: {} }), {
      ...good,
      artifactType: 'a/b',
    });
    assert.deepEqual(parseDescriptor({ ...good, artifactType: 7 }), good);
  });

  const bad: readonly [name: string, value: unknown][] = [
    ['that is no object', 'sha256'],
    ['that is null', null],
    ['without a digest', { ...good, digest: undefined }],
    ['with a digest that leads elsewhere', { ...good, digest: '../../blobs/x' }],
    ['with a short digest', { ...good, digest: 'sha256:aa' }],
    ['with a digest of an unknown algorithm', { ...good, digest: `md5:${'a'.repeat(32)}` }],
    ['with a negative size', { ...good, size: -1 }],
    ['with half a byte', { ...good, size: 1.5 }],
    ['with a size that is no number', { ...good, size: '528' }],
    ['with a size beyond what is exact', { ...good, size: 2 ** 53 }],
    ['without a media type', { ...good, mediaType: '' }],
    ['with a media type without end', { ...good, mediaType: 'a'.repeat(256) }],
  ];
  for (const [name, value] of bad) {
    it(`R2 passes over an entry ${name}`, () => {
      assert.equal(parseDescriptor(value), undefined);
    });
  }
});
