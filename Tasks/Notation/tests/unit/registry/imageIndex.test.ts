import assert from 'node:assert/strict';
import {
  DOCKER_LIST,
  DOCKER_MANIFEST,
  IMAGE_INDEX,
  IMAGE_MANIFEST,
} from '../../../src/artifacts/mediaTypes';
import { MAX_INDEX_ENTRIES, readImageIndex } from '../../../src/registry/imageIndex';
import { StrictJsonError } from '../../../src/text/strictJson';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const platform = { os: 'linux', architecture: 'amd64' };
const entry = { mediaType: IMAGE_MANIFEST, digest: digest('a'), size: 500, platform };
const unknown = { os: 'unknown', architecture: 'unknown' };
const note = { 'vnd.docker.reference.type': 'attestation-manifest' };

function index(...manifests: readonly unknown[]): object {
  return { schemaVersion: 2, mediaType: IMAGE_INDEX, manifests };
}

function read(content: unknown, mediaType = IMAGE_INDEX) {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return readImageIndex(Buffer.from(text), mediaType);
}

describe('the image index', () => {
  it('T1 lists platforms in their order, and leaves out attestations of BuildKit', () => {
    const arm = { ...entry, digest: digest('b'), platform: { ...platform, architecture: 'arm64' } };
    const attestation = { ...entry, digest: digest('c'), platform: unknown, annotations: note };
    const { entries, attestations } = read(index(arm, attestation, entry));
    assert.deepEqual(
      entries.map((one) => [one.descriptor.digest, one.platform]),
      [
        [digest('b'), 'linux/arm64'],
        [digest('a'), 'linux/amd64'],
      ],
    );
    assert.deepEqual(attestations, [digest('c')]);
  });

  it('T1 leaves out nothing that a platform runs, whatever its annotations say', () => {
    const unnamed = { ...entry, platform: undefined };
    for (const one of [entry, unnamed]) {
      const { entries, attestations } = read(index({ ...one, annotations: note }));
      assert.deepEqual([entries.length, attestations.length], [1, 0]);
    }
    const both = read(index({ ...entry, platform: unknown }, entry));
    assert.deepEqual([both.entries.length, both.attestations.length], [1, 0]);
  });

  it('lists a manifest of two platforms once', () => {
    const other = { ...entry, platform: { ...platform, variant: 'v2' } };
    const { entries } = read(index(entry, other, entry));
    assert.deepEqual(
      entries.map((one) => one.platform),
      ['linux/amd64, linux/amd64/v2'],
    );
  });

  it('reads a manifest list of Docker', () => {
    const list = { ...index({ ...entry, mediaType: DOCKER_MANIFEST }), mediaType: DOCKER_LIST };
    assert.equal(read(list, DOCKER_LIST).entries.length, 1);
  });

  const text = JSON.stringify(index(entry));
  const refused: readonly [name: string, content: unknown, mediaType?: string][] = [
    ['no JSON', '{'],
    ['a name twice', text.replace('"manifests"', '"manifests":[],"manifests"')],
    ['a name in another case', text.replace('"manifests"', '"Manifests":[],"manifests"')],
    ['layers beside its manifests', { ...index(entry), layers: [] }],
    ['a configuration', { ...index(entry), config: entry }],
    ['another media type', { ...index(entry), mediaType: DOCKER_LIST }],
    ['no media type in a list of Docker', { schemaVersion: 2, manifests: [] }, DOCKER_LIST],
    ['no schema version', { mediaType: IMAGE_INDEX, manifests: [entry] }],
    ['no manifests', { schemaVersion: 2, mediaType: IMAGE_INDEX }],
    ['null for manifests', { ...index(), manifests: null }],
    ['an entry of another type', index({ ...entry, mediaType: 'application/wasm' })],
    [
      'an entry of a type in other letters',
      index({ ...entry, mediaType: IMAGE_MANIFEST.toUpperCase() }),
    ],
    ['an entry without a size', index({ ...entry, size: undefined })],
    ['a negative size', index({ ...entry, size: -1 })],
    ['a size with an exponent', text.replace('500', '5e2')],
    ['a short digest', index({ ...entry, digest: 'sha256:00' })],
    ['a digest twice, with another size', index(entry, { ...entry, size: 501 })],
    ['a digest twice, with another type', index(entry, { ...entry, mediaType: DOCKER_MANIFEST })],
    ['a platform twice in one entry', text.replace('"platform"', '"platform":{},"platform"')],
    ['a platform that is no object', index({ ...entry, platform: 'linux' })],
    ['a platform with a line break', index({ ...entry, platform: { ...platform, os: 'a\nb' } })],
    [
      'a platform with a long name',
      index({ ...entry, platform: { ...platform, os: 'a'.repeat(200) } }),
    ],
    ['an image manifest in its place', { ...index(entry) }, IMAGE_MANIFEST],
    ['too many entries', index(...Array.from({ length: MAX_INDEX_ENTRIES + 1 }, () => entry))],
  ];
  for (const [name, content, mediaType] of refused) {
    it(`T5 is refused with ${name}`, () => {
      assert.throws(() => read(content, mediaType), StrictJsonError);
    });
  }
});
