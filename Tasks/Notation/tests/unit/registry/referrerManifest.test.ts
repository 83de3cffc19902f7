import assert from 'node:assert/strict';
import { IMAGE_INDEX, IMAGE_MANIFEST } from '../../../src/artifacts/mediaTypes';
import { referrerProblem } from '../../../src/registry/referrerManifest';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const subject = { mediaType: IMAGE_INDEX, digest: digest('a'), size: 500 };
const artifactType = 'application/spdx+json';
const config = {
  mediaType: 'application/vnd.oci.empty.v1+json',
  digest: digest('b'),
  size: 2,
};
const manifest = {
  ...{ schemaVersion: 2, mediaType: IMAGE_MANIFEST, artifactType, config },
  ...{ layers: [], subject },
};

function problem(content: unknown, mediaType = IMAGE_MANIFEST): string | undefined {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return referrerProblem(Buffer.from(text), mediaType, { subject, artifactType });
}

describe('the manifest of an attached artifact', () => {
  it('T3 is taken where it names subject and type itself', () => {
    assert.equal(problem(manifest), undefined);
    const typed = { ...manifest, artifactType: undefined };
    const own = { ...typed, config: { ...config, mediaType: artifactType } };
    assert.equal(problem(own), undefined);
    const index = { ...{ schemaVersion: 2, mediaType: IMAGE_INDEX, artifactType }, subject };
    assert.equal(problem({ ...index, manifests: [] }, IMAGE_INDEX), undefined);
  });

  const refused: readonly [name: string, content: unknown][] = [
    ['another subject', { ...manifest, subject: { ...subject, digest: digest('c') } }],
    ['a subject of another size', { ...manifest, subject: { ...subject, size: 501 } }],
    [
      'a subject of another type',
      { ...manifest, subject: { ...subject, mediaType: IMAGE_MANIFEST } },
    ],
    ['no subject', { ...manifest, subject: undefined }],
    ['another type', { ...manifest, artifactType: 'text/plain' }],
    ['no type', { ...manifest, artifactType: undefined }],
    ['a subject twice', JSON.stringify(manifest).replace('"subject"', '"subject":{},"subject"')],
    ['manifests beside its layers', { ...manifest, manifests: [] }],
    ['no JSON', '{'],
  ];
  for (const [name, content] of refused) {
    it(`T3 is refused with ${name}`, () => {
      assert.notEqual(problem(content), undefined);
    });
  }
});
