/** The deepest nesting of maps and arrays that is read. */
export const MAX_CBOR_DEPTH = 16;
/** The largest number of values in one document. A small document cannot fill the memory. */
export const MAX_CBOR_VALUES = 10_000;

export type CborValue = number | string | boolean | null | Buffer | CborTime | CborArray | CborMap;
export type CborArray = readonly CborValue[];
export type CborMap = ReadonlyMap<number | string, CborValue>;

/** A time as tag 1 writes it, in whole seconds since 1970-01-01T00:00:00Z. */
export class CborTime {
  constructor(readonly seconds: number) {}
}

/** The error of a refused CBOR document. The message contains no text of the document. */
export class CborError extends Error {}

const TIME_TAG = 1;
/** The smallest number that needs 1, 2, 4 or 8 bytes of its own. */
const smallest = new Map([
  [1, 24],
  [2, 0x100],
  [4, 0x1_0000],
  [8, 0x1_0000_0000],
]);

/**
 * Reads one CBOR data item (RFC 8949) that has only one meaning for every reader: lengths and numbers
 * in their shortest form, no indefinite lengths, integers and text alone as keys, no key twice, valid
 * UTF-8, no floating-point numbers, no tag but 1 and nothing after the item. The order of keys is free.
 *
 * @param tags `time` takes tag 1 around an integer; `none` refuses it
 * @throws CborError
 */
export function readCbor(content: Buffer, tags: 'none' | 'time'): CborValue {
  return new Reader(content, tags === 'time').readDocument();
}

class Reader {
  private position = 0;
  private values = 0;

  constructor(
    private readonly content: Buffer,
    private readonly takesTimes: boolean,
  ) {}

  readDocument(): CborValue {
    const value = this.readValue(0);
    if (this.position !== this.content.length) throw new CborError('bytes follow the CBOR item');
    return value;
  }

  private readValue(depth: number): CborValue {
    this.values += 1;
    if (this.values > MAX_CBOR_VALUES) {
      throw new CborError(`it has more than ${MAX_CBOR_VALUES} values`);
    }
    if (depth > MAX_CBOR_DEPTH) {
      throw new CborError(`it is nested deeper than ${MAX_CBOR_DEPTH} levels`);
    }
    const first = this.takeBytes(1).readUInt8();
    const [majorType, detail] = [first >> 5, first & 0x1f];
    if (majorType === 7) return readSimple(detail);
    const argument = this.readArgument(detail);
    switch (majorType) {
      case 0:
        return argument;
      case 1:
        return requireSafe(-1 - argument);
      case 2:
        return this.takeBytes(argument);
      case 3:
        return this.readText(argument);
      case 4:
        return this.readArray(argument, depth);
      case 5:
        return this.readMap(argument, depth);
      default:
        return this.readTime(argument, depth);
    }
  }

  /** Reads the number that follows a type: a value, a length or a tag. */
  private readArgument(detail: number): number {
    if (detail < 24) return detail;
    if (detail > 27) throw new CborError('it has an indefinite length or a reserved form');
    const size = 2 ** (detail - 24);
    const bytes = this.takeBytes(size);
    const argument =
      size < 8
        ? bytes.readUIntBE(0, size)
        : bytes.readUInt32BE(0) * 0x1_0000_0000 + bytes.readUInt32BE(4);
    if (argument < (smallest.get(size) ?? Infinity)) {
      throw new CborError('it has a number that is not in its shortest form');
    }
    return requireSafe(argument);
  }

  private readText(length: number): string {
    const bytes = this.takeBytes(length);
    const text = bytes.toString('utf8');
    if (!Buffer.from(text, 'utf8').equals(bytes)) {
      throw new CborError('it has a text that is not valid UTF-8');
    }
    return text;
  }

  private readArray(length: number, depth: number): CborArray {
    const items: CborValue[] = [];
    while (items.length < length) items.push(this.readValue(depth + 1));
    return items;
  }

  private readMap(length: number, depth: number): CborMap {
    const members = new Map<number | string, CborValue>();
    for (let index = 0; index < length; index += 1) {
      const key = this.readValue(depth + 1);
      if (typeof key !== 'number' && typeof key !== 'string') {
        throw new CborError('it has a key that is neither an integer nor a text');
      }
      if (members.has(key)) throw new CborError('it has a key twice in one map');
      members.set(key, this.readValue(depth + 1));
    }
    return members;
  }

  private readTime(tag: number, depth: number): CborTime {
    if (!this.takesTimes || tag !== TIME_TAG) throw new CborError('it has a tag in a wrong place');
    const seconds = this.readValue(depth + 1);
    if (typeof seconds !== 'number') throw new CborError('it has a time that is no integer');
    return new CborTime(seconds);
  }

  private takeBytes(count: number): Buffer {
    const end = this.position + count;
    if (end > this.content.length) throw new CborError('it ends too early');
    const bytes = this.content.subarray(this.position, end);
    this.position = end;
    return bytes;
  }
}

function readSimple(detail: number): boolean | null {
  if (detail === 20 || detail === 21) return detail === 21;
  if (detail === 22) return null;
  throw new CborError('it has a floating-point number or an unknown simple value');
}

function requireSafe(value: number): number {
  if (!Number.isSafeInteger(value)) throw new CborError('it has a number beyond 2^53');
  return value;
}
