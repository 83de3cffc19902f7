import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Reference, parseReference } from '../../../src/artifacts/reference';
import type { ListedPart } from '../../../src/commands/attached';
import { attachedToVerify } from '../../../src/commands/attachedVerification';
import type { AttachedReferrers } from '../../../src/commands/imagePart';

const TYPE = 'application/spdx+json';

/** A manifest of an image, and whether each artifact that is attached to it would be verified. */
interface Manifest {
  /** The position of the index that lists it; undefined: the step names it. */
  readonly index: number | undefined;
  readonly attached: readonly boolean[];
}

function referenceOf(position: number): Reference {
  const digest = `sha256:${String(position).padStart(64, '0')}`;
  return parseReference(`registry.example/app@${digest}`);
}

function descriptorOf(position: number) {
  const digest = `sha256:${String(position).padStart(64, '0')}`;
  return { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size: 1 };
}

/** Attached artifacts that would be verified have an even size, others an odd one. */
const isGood = ({ referrers }: AttachedReferrers): boolean =>
  referrers.some(({ size }) => size % 2 === 0);

function listedOf(image: readonly Manifest[]): ListedPart[] {
  const depthOf = (position: number): number => {
    const index = image[position]?.index;
    return index === undefined ? 0 : depthOf(index) + 1;
  };
  return image.map(({ index, attached }, position) => {
    const [artifact, descriptor] = [referenceOf(position), descriptorOf(position)];
    const parent = index === undefined ? undefined : referenceOf(index);
    const place = parent && { parent, depth: depthOf(position), platform: 'linux/amd64' };
    const referrers = attached.map((isVerified, count) => ({
      ...descriptorOf(1000 + position * 10 + count),
      size: isVerified ? 2 : 1,
    }));
    return {
      part: { artifact, place, content: { kind: 'listed', descriptor } },
      subject: { artifact, descriptor },
      attached: new Map([[TYPE, { referrers, leftOut: [], hasMore: false }]]),
    };
  });
}

/** Whether a step with this image succeeds. */
function passes(image: readonly Manifest[]): boolean {
  return attachedToVerify(listedOf(image), [TYPE]).every(({ content }) => {
    if (content.kind !== 'attached') return content.kind !== 'failed';
    return [content, ...content.standIns].some(isGood);
  });
}

/** What the page says: each platform has one that is verified, or is in an index that has one. */
function isCovered(image: readonly Manifest[]): boolean {
  const isGoodAt = (position: number | undefined): boolean => {
    const manifest = position === undefined ? undefined : image[position];
    return manifest?.attached.includes(true) === true || (!!manifest && isGoodAt(manifest.index));
  };
  const indexes = new Set(image.map(({ index }) => index));
  return image.every((_manifest, position) => indexes.has(position) || isGoodAt(position));
}

/** In the order of the parts of a step: each index right before what it lists. */
const images = fc
  .array(fc.tuple(fc.nat(3), fc.array(fc.boolean(), { maxLength: 2 })), {
    minLength: 1,
    maxLength: 9,
  })
  .map((drawn) => {
    const open: number[] = [];
    return drawn.map(([wanted, attached], position): Manifest => {
      open.length = position === 0 ? 0 : Math.min(open.length, Math.max(1, wanted));
      const index = open.at(-1);
      open.push(position);
      return { index, attached };
    });
  });

describe('what is attached to an image of several platforms', () => {
  it('T3 passes where each platform is covered, whatever else is attached anywhere, and nowhere else', () => {
    const counts = { passed: 0, refused: 0 };
    fc.assert(
      fc.property(images, (image) => {
        const isPassed = passes(image);
        counts[isPassed ? 'passed' : 'refused'] += 1;
        assert.equal(isPassed, isCovered(image), JSON.stringify(image));
      }),
      { numRuns: 3000 },
    );
    assert(counts.passed > 100 && counts.refused > 100, JSON.stringify(counts));
  });
});
