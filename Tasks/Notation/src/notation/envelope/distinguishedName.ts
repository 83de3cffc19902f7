import { DER, DerError, type DerElement, type DerWalker, readObjectIdentifier } from './der';
import { MAX_NAME_ATTRIBUTES } from './limits';

/** Types of attributes that have a short name (RFC 4514), in the order in which they are written. */
const shortNames = new Map([
  ['2.5.4.5', 'SERIALNUMBER'],
  ['2.5.4.3', 'CN'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.10', 'O'],
  ['2.5.4.17', 'POSTALCODE'],
  ['2.5.4.9', 'STREET'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.6', 'C'],
]);
/** Types that a name has once. The last value in a certificate counts. */
const singleTypes = new Set(['2.5.4.3', '2.5.4.5']);

interface Attribute {
  readonly type: string;
  readonly value: string;
}

/**
 * Formats a name of a certificate as notation does, so that both can be compared: `CN=..,O=..,C=..` in
 * this order, regardless of the certificate's order. Values of one type are joined by `+`. Other types
 * follow, as their number and the hexadecimal DER of their value.
 *
 * @param name the content of the name
 * @returns an empty text for a name without attributes
 * @throws DerError
 */
export function formatName(name: DerWalker): string {
  const attributes = readAttributes(name);
  const known = [...shortNames].flatMap(([type, shortName]) => {
    const all = attributes.filter((attribute) => attribute.type === type);
    const values = singleTypes.has(type) ? all.slice(-1).filter(({ value }) => value !== '') : all;
    if (values.length === 0) return [];
    return [values.map(({ value }) => `${shortName}=${escapeValue(value)}`).join('+')];
  });
  const others = attributes.filter(({ type }) => !shortNames.has(type)).reverse();
  return [...known, ...others.map(({ type, value }) => `${type}=#${hexOf(value)}`)].join(',');
}

function readAttributes(name: DerWalker): Attribute[] {
  const attributes: Attribute[] = [];
  while (!name.isAtEnd) {
    const set = name.enter(DER.set);
    while (!set.isAtEnd) {
      const attribute = set.enter(DER.sequence);
      const type = readObjectIdentifier(attribute.take(DER.objectIdentifier).content);
      attributes.push({ type, value: readText(attribute.take()) });
      if (attributes.length > MAX_NAME_ATTRIBUTES) {
        throw new DerError(`a name of more than ${MAX_NAME_ATTRIBUTES} attributes`);
      }
    }
  }
  return attributes;
}

/** Reads one of the string types that a name may have (RFC 5280, 4.1.2.4). */
function readText({ tag, content }: DerElement): string {
  switch (tag) {
    case 0x0c: {
      const text = content.toString('utf8');
      if (!Buffer.from(text, 'utf8').equals(content)) throw new DerError('invalid UTF-8');
      return text;
    }
    case 0x12: // NumericString
    case 0x13: // PrintableString
    case 0x16: // IA5String
      if (content.some((byte) => byte > 0x7f)) throw new DerError('a byte beyond ASCII');
      return content.toString('latin1');
    case 0x14: // TeletexString
      return content.toString('latin1');
    case 0x1e:
      return readBmpString(content);
    default:
      throw new DerError('a name that is no text');
  }
}

function readBmpString(content: Buffer): string {
  if (content.length % 2 !== 0) throw new DerError('half of a character');
  return Buffer.from(content).swap16().toString('utf16le').replace(/\0$/, '');
}

/** RFC 4514, 2.4, as Go writes it: positions are counted in bytes of UTF-8. */
function escapeValue(value: string): string {
  const last = Buffer.byteLength(value) - 1;
  let position = 0;
  let escaped = '';
  for (const character of value) {
    const isEdge = position === 0 || position === last;
    const isEscaped =
      ',+"\\<>;'.includes(character) ||
      (character === ' ' && isEdge) ||
      (character === '#' && position === 0);
    escaped += isEscaped ? `\\${character}` : character;
    position += Buffer.byteLength(character);
  }
  return escaped;
}

/** Encodes a text as DER: as PrintableString where possible, else as UTF8String. */
function hexOf(value: string): string {
  const content = Buffer.from(value, 'utf8');
  const tag = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value) ? 0x13 : 0x0c;
  const { length } = content;
  const size: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 0x100)) size.unshift(rest % 0x100);
  const head = length < 0x80 ? [tag, length] : [tag, 0x80 + size.length, ...size];
  return Buffer.concat([Buffer.from(head), content]).toString('hex');
}
