import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  CborError,
  CborTime,
  MAX_CBOR_DEPTH,
  MAX_CBOR_VALUES,
  readCbor,
} from '../../../../src/notation/envelope/cbor';
import { type CborInput, head, writeCbor } from '../../../fixtures/cborWriter';

const hex = (text: string): Buffer => Buffer.from(text.replace(/ /g, ''), 'hex');

const refused: readonly (readonly [string, Buffer])[] = [
  ['nothing', hex('')],
  ['bytes after the item', hex('01 00')],
  ['a number in two bytes that fits in one', hex('18 17')],
  ['a number in three bytes that fits in two', hex('19 00ff')],
  ['a number in five bytes that fits in three', hex('1a 0000ffff')],
  ['a number in nine bytes that fits in five', hex('1b 00000000ffffffff')],
  ['a negative number that is not in its shortest form', hex('38 00')],
  ['a length that is not in its shortest form', hex('58 01 00')],
  ['a number beyond 2^53', hex('1b 0020000000000000')],
  ['a negative number beyond 2^53', hex('3b 0020000000000000')],
  ['a byte string of indefinite length', hex('5f 41 00 ff')],
  ['a text of indefinite length', hex('7f 61 61 ff')],
  ['an array of indefinite length', hex('9f ff')],
  ['a map of indefinite length', hex('bf ff')],
  ['a reserved form', hex('1c')],
  ['a break alone', hex('ff')],
  ['a byte string that ends too early', hex('42 00')],
  ['a length beyond all bytes', hex('5b 001fffffffffffff')],
  ['an array beyond all bytes', hex('9b 001fffffffffffff 00')],
  ['an integer key twice', hex('a2 01 00 01 00')],
  ['a text key twice', hex('a2 61 61 00 61 61 00')],
  ['a key twice in a map within', hex('81 a2 01 00 01 00')],
  ['a byte string as key', hex('a1 41 00 00')],
  ['a float as key', hex('a1 f9 3c00 00')],
  ['a float beside the integer of its value', hex('a2 01 00 f9 3c00 00')],
  ['a key that is true', hex('a1 f5 00')],
  ['a half-precision float', hex('f9 3c00')],
  ['a double-precision float', hex('fb 3ff0000000000000')],
  ['undefined', hex('f7')],
  ['a simple value', hex('f8 20')],
  ['a text that is no UTF-8', hex('61 ff')],
  ['a key that is no UTF-8', hex('a1 61 ff 00')],
  ['a surrogate in UTF-8', hex('63 eda080')],
  ['tag 1 around a text', hex('c1 61 30')],
  ['tag 1 around a float', hex('c1 f9 3c00')],
  ['tag 0', hex('c0 61 30')],
  ['tag 2', hex('c2 41 01')],
  ['tag 18', hex('d2 80')],
  ['tag 1 in a longer form', hex('d8 01 00')],
  ['deep nesting', Buffer.concat([Buffer.alloc(MAX_CBOR_DEPTH + 1, 0x81), hex('00')])],
  ['a hundred thousand arrays', Buffer.alloc(100_000, 0x81)],
  ['many values', Buffer.concat([head(4, MAX_CBOR_VALUES), Buffer.alloc(MAX_CBOR_VALUES)])],
];

const key = fc.oneof(fc.integer(), fc.string({ unit: 'binary' }));
const { value } = fc.letrec<{ value: CborInput }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.maxSafeInteger(),
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(key, tie('value')), { selector: ([name]) => name, maxLength: 4 })
      .map((entries) => new Map(entries)),
  ),
}));

describe('a strict reading of CBOR', () => {
  for (const [what, document] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(() => readCbor(document, 'time'), CborError);
    });
  }

  it('takes a time only where one may stand', () => {
    assert.deepEqual(readCbor(hex('c1 1a 6a000000'), 'time'), new CborTime(0x6a000000));
    assert.throws(() => readCbor(hex('c1 00'), 'none'), CborError);
  });

  it('reads back what was written in the shortest form', () => {
    fc.assert(
      fc.property(value, (written) => {
        assert.deepEqual(readCbor(writeCbor(written), 'none'), written);
      }),
    );
  });

  it('reads an item from one sequence of bytes alone', () => {
    fc.assert(
      fc.property(value, fc.nat(), fc.integer({ min: 1, max: 255 }), (written, place, change) => {
        const bytes = writeCbor(written);
        const position = place % bytes.length;
        bytes.writeUInt8(bytes.readUInt8(position) ^ change, position);
        let read: CborInput;
        try {
          read = readCbor(bytes, 'none') as CborInput;
        } catch (error) {
          assert(error instanceof CborError, String(error));
          return;
        }
        assert.deepEqual(writeCbor(read), bytes);
      }),
    );
  });
});
