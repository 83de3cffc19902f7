/** An element of DER (ITU-T X.690): its tag byte, the bytes of its content, and all its bytes. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
  readonly raw: Buffer;
}

/** Tag bytes of the universal types that are read here. */
export const DER = {
  integer: 0x02,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The error of refused DER bytes. */
export class DerError extends Error {}

/** Reads consecutive elements of some bytes. */
export class DerWalker {
  private position = 0;

  constructor(private readonly bytes: Buffer) {}

  get isAtEnd(): boolean {
    return this.position === this.bytes.length;
  }

  /** The tag byte of the next element; undefined at the end. */
  get nextTag(): number | undefined {
    return this.bytes[this.position];
  }

  /**
   * Reads the next element. @throws DerError when it has another tag or an invalid length, or does not
   * exist
   */
  take(tag?: number): DerElement {
    const start = this.position;
    const found = this.takeByte();
    if ((found & 0x1f) === 0x1f) throw new DerError('a tag of several bytes');
    if (tag !== undefined && found !== tag) throw new DerError('an unexpected type');
    const length = this.takeLength();
    const end = this.position + length;
    if (end > this.bytes.length) throw new DerError('an element that ends too early');
    const content = this.bytes.subarray(this.position, end);
    this.position = end;
    return { tag: found, content, raw: this.bytes.subarray(start, end) };
  }

  /** Reads the next element and opens its content. @throws DerError as `take` does */
  enter(tag: number): DerWalker {
    return new DerWalker(this.take(tag).content);
  }

  private takeLength(): number {
    const first = this.takeByte();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count < 1 || count > 4) throw new DerError('a length that is indefinite or too large');
    let length = 0;
    for (let index = 0; index < count; index += 1) length = length * 0x100 + this.takeByte();
    if (length < 0x80 || length < 0x100 ** (count - 1)) {
      throw new DerError('a length that is not in its shortest form');
    }
    return length;
  }

  private takeByte(): number {
    const byte = this.bytes[this.position];
    if (byte === undefined) throw new DerError('an element that ends too early');
    this.position += 1;
    return byte;
  }
}

/** Opens bytes that consist of exactly one element. @throws DerError */
export function enterDer(bytes: Buffer, tag: number): DerWalker {
  const outer = new DerWalker(bytes);
  const inner = outer.enter(tag);
  if (!outer.isAtEnd) throw new DerError('bytes after the element');
  return inner;
}

/** Writes an object identifier with dots, such as `2.5.4.3`. @throws DerError */
export function readObjectIdentifier(content: Buffer): string {
  if (content.length === 0) throw new DerError('an empty object identifier');
  const numbers: number[] = [];
  let value = 0;
  let isWithin = false;
  for (const byte of content) {
    if (!isWithin && byte === 0x80) throw new DerError('an object identifier with leading zeros');
    value = value * 0x80 + (byte & 0x7f);
    if (value > 0x7fff_ffff) throw new DerError('an object identifier that is too large');
    isWithin = byte >= 0x80;
    if (isWithin) continue;
    numbers.push(value);
    value = 0;
  }
  if (isWithin) throw new DerError('an object identifier that ends too early');
  const [first = 0, ...others] = numbers;
  const top = Math.min(Math.floor(first / 40), 2);
  return [top, first - top * 40, ...others].join('.');
}

const times = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.\d*[1-9])?Z$/;

/**
 * Reads a UTCTime or a GeneralizedTime as RFC 5280 and RFC 3161 write them: with seconds, in UTC.
 *
 * @returns such as `2026-11-27T02:27:00Z`, a fraction of a second left out
 * @throws DerError
 */
export function readDerTime({ tag, content }: DerElement): string {
  const text = content.toString('latin1');
  const match = times.exec(text);
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = match ?? [];
  const isUtcTime = tag === DER.utcTime && year.length === 2 && !text.includes('.');
  const isGeneralized = tag === DER.generalizedTime && year.length === 4;
  if (!isUtcTime && !isGeneralized) throw new DerError('a time in an unknown form');
  // RFC 5280, 4.1.2.5.1: years from 50 on belong to the last century.
  const century = isGeneralized ? '' : Number(year) < 50 ? '20' : '19';
  const written = `${century}${year}-${month}-${day}T${hour}:${minute}:${second}`;
  if (!isRealTime(written)) throw new DerError('a time that does not exist');
  return `${written}Z`;
}

/** Whether a time such as `2026-11-27T02:27:00` exists in the calendar. There is no 30 February. */
export function isRealTime(written: string): boolean {
  const time = new Date(`${written}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString() === `${written}.000Z`;
}
