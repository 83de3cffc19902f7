import assert from 'node:assert/strict';
import {
  ARTIFACT_MANIFEST,
  IMAGE_MANIFEST,
  SIGNATURE_ARTIFACT_TYPE,
} from '../../../src/artifacts/mediaTypes';
import { MAX_ENVELOPE_BYTES } from '../../../src/notation/envelope/limits';
import {
  MAX_SIGNATURE_MANIFEST_BYTES,
  type SignatureManifestRefusalCode,
  readSignatureManifest,
} from '../../../src/registry/signatureManifest';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const subject = { mediaType: IMAGE_MANIFEST, digest: digest('a'), size: 528 };
const layer = { mediaType: 'application/jose+json', digest: digest('b'), size: 2048 };
const config = { mediaType: SIGNATURE_ARTIFACT_TYPE, digest: digest('c'), size: 2 };
const annotations = { 'io.cncf.notary.x509chain.thumbprint#S256': '["&"]' };
const image = {
  schemaVersion: 2,
  mediaType: IMAGE_MANIFEST,
  config,
  layers: [layer],
  subject,
  annotations,
};
const artifact = {
  mediaType: ARTIFACT_MANIFEST,
  artifactType: SIGNATURE_ARTIFACT_TYPE,
  blobs: [layer],
  subject,
  annotations,
};

function read(manifest: unknown, contentType = IMAGE_MANIFEST) {
  const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
  return readSignatureManifest(Buffer.from(text), contentType, subject);
}

/** The image manifest with one text of it replaced. */
function changed(from: string, to: string): string {
  const text = JSON.stringify(image);
  assert(text.includes(from), from);
  return text.replace(from, to);
}

type Row = readonly [string, unknown, SignatureManifestRefusalCode];
const refused: readonly Row[] = [
  ['layers and blobs', { ...image, blobs: [layer] }, 'ManifestAmbiguous'],
  ['layers and Layers', { ...image, Layers: [layer] }, 'ManifestAmbiguous'],
  ['layers with a long s', changed('"layers"', '"layer\u017f"'), 'ManifestAmbiguous'],
  ['layers twice', changed('"layers"', '"layers":[],"layers"'), 'ManifestAmbiguous'],
  ['layers with an escape', changed('"layers"', '"l\\u0061yers"'), 'ManifestAmbiguous'],
  [
    'a digest twice',
    changed('"digest"', `"digest":"${digest('d')}","digest"`),
    'ManifestAmbiguous',
  ],
  [
    'Digest beside digest',
    { ...image, layers: [{ ...layer, Digest: digest('d') }] },
    'ManifestAmbiguous',
  ],
  [
    'another case in its subject',
    { ...image, subject: { ...subject, Size: 1 } },
    'ManifestAmbiguous',
  ],
  ['another media type', { ...image, mediaType: ARTIFACT_MANIFEST }, 'ManifestAmbiguous'],
  ['no layer', { ...image, layers: [] }, 'EnvelopeCount'],
  ['two layers', { ...image, layers: [layer, layer] }, 'EnvelopeCount'],
  ['no layers', { ...image, layers: undefined }, 'ManifestMalformed'],
  [
    'another subject',
    { ...image, subject: { ...subject, digest: digest('d') } },
    'SubjectMismatch',
  ],
  ['a subject of another size', { ...image, subject: { ...subject, size: 1 } }, 'SubjectMismatch'],
  [
    'a subject of another type',
    { ...image, subject: { ...subject, mediaType: 'a/b' } },
    'SubjectMismatch',
  ],
  [
    'a subject without a type',
    { ...image, subject: { ...subject, mediaType: undefined } },
    'ManifestMalformed',
  ],
  ['no subject', { ...image, subject: undefined }, 'ManifestMalformed'],
  ['a subject that is null', { ...image, subject: null }, 'ManifestMalformed'],
  ['another configuration', { ...image, config: { ...config, mediaType: 'a/b' } }, 'NotASignature'],
  ['another artifact type', { ...image, artifactType: 'a/b' }, 'NotASignature'],
  ['no configuration', { ...image, config: undefined }, 'ManifestMalformed'],
  [
    'an envelope of another type',
    { ...image, layers: [{ ...layer, mediaType: 'a/b' }] },
    'EnvelopeTypeUnknown',
  ],
  [
    'a large envelope',
    { ...image, layers: [{ ...layer, size: MAX_ENVELOPE_BYTES + 1 }] },
    'EnvelopeTooLarge',
  ],
  ['a size with an exponent', changed('2048', '2048e0'), 'ManifestMalformed'],
  ['a negative size', changed('2048', '-1'), 'ManifestMalformed'],
  [
    'a digest that is none',
    { ...image, layers: [{ ...layer, digest: 'sha256:../x' }] },
    'ManifestMalformed',
  ],
  ['another schema version', { ...image, schemaVersion: 1 }, 'ManifestMalformed'],
  ['a byte order mark', `\ufeff${JSON.stringify(image)}`, 'ManifestMalformed'],
  ['an index', '[]', 'ManifestMalformed'],
  [
    'blanks beyond the limit',
    JSON.stringify(image) + ' '.repeat(MAX_SIGNATURE_MANIFEST_BYTES),
    'ManifestTooLarge',
  ],
];

describe('the signature manifest', () => {
  it('names its one envelope', () => {
    assert.deepEqual(read(image), { envelope: layer });
    assert.deepEqual(read(artifact, ARTIFACT_MANIFEST), { envelope: layer });
    assert.deepEqual(read({ ...image, mediaType: undefined }), { envelope: layer });
  });

  it('is one by its artifact type, too', () => {
    const empty = { ...config, mediaType: 'application/vnd.oci.empty.v1+json' };
    const typed = { ...image, artifactType: SIGNATURE_ARTIFACT_TYPE, config: empty };
    assert.deepEqual(read(typed), { envelope: layer });
  });

  for (const [what, manifest, code] of refused) {
    it(`is refused with ${what}`, () => {
      const reading = read(manifest);
      assert.equal('refusal' in reading && reading.refusal.code, code);
    });
  }

  it('is read as the kind that it was listed as, and as no other', () => {
    const codeOf = (manifest: unknown, type: string) => {
      const reading = read(manifest, type);
      return 'refusal' in reading && reading.refusal.code;
    };
    assert.equal(codeOf(image, ARTIFACT_MANIFEST), 'ManifestAmbiguous');
    assert.equal(codeOf(artifact, IMAGE_MANIFEST), 'ManifestAmbiguous');
    assert.equal(
      codeOf({ ...artifact, mediaType: undefined }, ARTIFACT_MANIFEST),
      'ManifestMalformed',
    );
    assert.equal(codeOf(image, 'application/vnd.oci.image.index.v1+json'), 'ManifestTypeUnknown');
  });
});
