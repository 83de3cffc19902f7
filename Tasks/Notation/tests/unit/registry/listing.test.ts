import assert from 'node:assert/strict';
import { createListing } from '../../../src/registry/listing';

const TYPE = 'application/vnd.cncf.notary.signature';
const digestOf = (index: number): string => `sha256:${index.toString(16).padStart(64, '0')}`;
const entry = (index: number, artifactType: string, size = 1): object => ({
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  digest: digestOf(index),
  size,
  artifactType,
});
const LEFT_OUT = 'it is listed twice, with different types or sizes';

describe('R2 the listing of an artifact', () => {
  const orders: readonly [name: string, entries: readonly object[]][] = [
    ['as a signature, then under another type', [entry(1, TYPE), entry(1, 'other')]],
    ['under another type, then as a signature', [entry(1, 'other'), entry(1, TYPE)]],
    ['with one size, then with another', [entry(1, TYPE), entry(1, TYPE, 2)]],
    ['in two ways, then as at first', [entry(1, TYPE), entry(1, 'other'), entry(1, TYPE)]],
  ];
  for (const [name, entries] of orders) {
    it(`R2 leaves out a digest that is listed ${name}`, () => {
      const listing = createListing(TYPE, 10);
      listing.add([...entries, entry(2, TYPE)]);
      const { referrers, leftOut } = listing.referrers();
      assert.deepEqual(
        referrers.map(({ digest }) => digest),
        [digestOf(2)],
      );
      assert.deepEqual(leftOut, [{ digest: digestOf(1), reason: LEFT_OUT }]);
    });
  }

  it('R2 leaves them out over two pages, and when no more of them are told', () => {
    const listing = createListing(TYPE, 1000);
    const many = Array.from({ length: 150 }, (_, index) => entry(index, 'other'));
    listing.add(many);
    for (const round of [1, 2]) {
      listing.add(Array.from({ length: 150 }, (_, index) => entry(index, TYPE)));
      assert.deepEqual(listing.referrers().referrers, [], `round ${round}`);
    }
    assert.equal(listing.referrers().leftOut.length, 100);
  });

  it('R2 takes from the tag what the API lists without a type', () => {
    const listing = createListing(TYPE, 10);
    listing.add([entry(1, '')]);
    listing.startList();
    listing.add([entry(1, TYPE)]);
    assert.equal(listing.referrers().referrers.length, 1);
  });

  it('R2 remembers 100,000 entries, and leaves out what is listed after more', () => {
    const listing = createListing(TYPE, 10);
    for (let page = 0; page < 11; page += 1) {
      const start = page * 10_000;
      listing.add(Array.from({ length: 10_000 }, (_, index) => entry(start + index, 'other')));
    }
    listing.add([entry(105_000, TYPE), entry(200_000, TYPE)]);
    const { referrers, leftOut } = listing.referrers();
    assert.deepEqual(referrers, []);
    assert.match(leftOut[0]?.reason ?? '', /may be listed twice/);
  });
});
