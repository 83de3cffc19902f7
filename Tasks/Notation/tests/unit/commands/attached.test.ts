import '../agentLibrary';
import assert from 'node:assert/strict';
import { parseReference, withDigest } from '../../../src/artifacts/reference';
import type { ListedPart } from '../../../src/commands/attached';
import { attachedToSign } from '../../../src/commands/attachedSigning';
import { attachedToVerify } from '../../../src/commands/attachedVerification';
import type { ImagePart } from '../../../src/commands/imagePart';
import { TaskError } from '../../../src/errors';

const SBOM = 'application/sbom';
const mediaType = 'application/vnd.oci.image.manifest.v1+json';
const image = parseReference('r.example/app:1');

function digestOf(name: string): string {
  return `sha256:${Buffer.from(name).toString('hex').padStart(64, '0')}`;
}

function referenceOf(name: string) {
  return withDigest(image, digestOf(name));
}

type State = 'bare' | 'attached' | 'unlisted' | 'unknown';

/** A part of an image. @param parent the part below which it is; undefined: the step names it */
function listed(name: string, state: State, parent?: string): ListedPart {
  const descriptor = { mediaType, digest: digestOf(name), size: 1 };
  const artifact = referenceOf(name);
  const place = parent === undefined ? undefined : { parent: referenceOf(parent), depth: 1 };
  const failure = new TaskError('RegistryForbidden', [artifact.name, 'r.example']);
  const part: ImagePart =
    state === 'unknown'
      ? { artifact, place, content: { kind: 'failed', error: failure } }
      : { artifact, place, content: { kind: 'listed', descriptor } };
  const referrer = { mediaType, digest: digestOf(`${name}+`), size: 1 };
  const found = { referrers: [referrer], leftOut: [], hasMore: false };
  return {
    part,
    subject: state === 'unknown' ? undefined : { artifact, descriptor },
    attached: state === 'unlisted' ? failure : new Map(state === 'attached' ? [[SBOM, found]] : []),
  };
}

/** What the parts below others are: `<name of the part>: <what>`. */
function told(parts: readonly ImagePart[], names: readonly string[]): string[] {
  return parts.flatMap(({ place, content }) => {
    if (place?.artifactType === undefined) return [];
    const name = names.find((one) => digestOf(one) === place.parent.digest) ?? '?';
    return [`${name}: ${content.kind === 'failed' ? content.error.code : content.kind}`];
  });
}

const names = ['index', 'inner', 'one', 'two'];

describe('attachedToSign', () => {
  const warned = (parts: readonly ListedPart[]): string[] =>
    attachedToSign(parts, [SBOM]).flatMap(({ warnings = [] }) => warnings.map(({ key }) => key));

  it('T3 warns of an image to which nothing of a type is attached', () => {
    assert.deepEqual(warned([listed('index', 'bare'), listed('one', 'bare', 'index')]), [
      'Warning_NothingAttached',
    ]);
  });

  const silent: [title: string, parts: ListedPart[]][] = [
    ['something is attached to a platform', [listed('one', 'attached', 'index')]],
    ['the listing of a platform failed', [listed('one', 'unlisted', 'index')]],
    ['a platform is not known', [listed('one', 'unknown', 'index')]],
  ];
  for (const [title, parts] of silent) {
    it(`T3 does not say that nothing is attached where ${title}`, () => {
      assert.deepEqual(warned([listed('index', 'bare'), ...parts]), []);
    });
  }

  it('T3 does not say that nothing is attached to an image that is not known', () => {
    assert.deepEqual(warned([listed('index', 'unknown')]), []);
  });

  it('T3 warns of each image by itself', () => {
    const parts = [listed('index', 'attached'), listed('one', 'bare'), listed('two', 'attached')];
    assert.deepEqual(warned(parts), ['Warning_NothingAttached']);
    const [warning] = attachedToSign(parts, [SBOM]).flatMap((part) => part.warnings ?? []);
    assert.deepEqual(warning?.values, [referenceOf('one').name, SBOM]);
  });
});

describe('attachedToVerify', () => {
  const rows: [title: string, parts: ListedPart[], expected: string[]][] = [
    [
      'demands it of the image alone where nothing is attached anywhere',
      [listed('index', 'bare'), listed('one', 'bare', 'index'), listed('two', 'bare', 'index')],
      ['index: AttachedMissing'],
    ],
    [
      'takes one at the index for all of its platforms',
      [listed('index', 'attached'), listed('one', 'bare', 'index'), listed('two', 'bare', 'index')],
      ['index: attached'],
    ],
    [
      'demands none of an index whose platforms each have one',
      [
        listed('index', 'bare'),
        listed('one', 'attached', 'index'),
        listed('two', 'attached', 'index'),
      ],
      ['one: attached', 'two: attached'],
    ],
    [
      'demands one of the platform that has none, nor has its index',
      [listed('index', 'bare'), listed('one', 'attached', 'index'), listed('two', 'bare', 'index')],
      ['one: attached', 'two: AttachedMissing'],
    ],
    [
      'takes one at the outer index for platforms in an inner one',
      [
        listed('index', 'attached'),
        listed('inner', 'bare', 'index'),
        listed('one', 'bare', 'inner'),
      ],
      ['index: attached'],
    ],
    [
      'takes one at an inner index for its own platforms only',
      [
        listed('index', 'bare'),
        listed('inner', 'attached', 'index'),
        listed('one', 'bare', 'inner'),
        listed('two', 'bare', 'index'),
      ],
      ['inner: attached', 'two: AttachedMissing'],
    ],
    [
      'tells of a listing that failed, and of nothing missing there',
      [
        listed('index', 'bare'),
        listed('one', 'unlisted', 'index'),
        listed('two', 'attached', 'index'),
      ],
      ['one: RegistryForbidden', 'two: attached'],
    ],
    [
      'tells of a listing of the image that failed, where nothing is attached elsewhere',
      [listed('index', 'unlisted'), listed('one', 'bare', 'index')],
      ['index: RegistryForbidden'],
    ],
    [
      'demands nothing of what is not known',
      [listed('index', 'unknown'), listed('two', 'attached')],
      ['two: attached'],
    ],
  ];
  for (const [title, parts, expected] of rows) {
    it(`T3 ${title}`, () => {
      assert.deepEqual(told(attachedToVerify(parts, [SBOM]), names), expected);
    });
  }
});
