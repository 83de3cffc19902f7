import { detached } from './detached';

/** The deepest nesting of objects and arrays that is read. */
export const MAX_JSON_DEPTH = 16;
/** The largest number of values in one document. A small document cannot fill the memory. */
export const MAX_JSON_VALUES = 10_000;

/** A JSON value that keeps details that `JSON.parse` loses: escapes, and the written form of numbers. */
export type JsonValue = JsonObject | JsonArray | JsonString | JsonNumber | JsonLiteral;

export interface JsonObject {
  readonly kind: 'object';
  /** In the order of the document. */
  readonly members: ReadonlyMap<string, JsonValue>;
  /** Whether a name of this object, not of a deeper one, is written with an escape. */
  readonly hasEscapedName: boolean;
}

export interface JsonArray {
  readonly kind: 'array';
  readonly items: readonly JsonValue[];
}

export interface JsonString {
  readonly kind: 'string';
  /** The text, with its escapes decoded. */
  readonly text: string;
  readonly isEscaped: boolean;
}

export interface JsonNumber {
  readonly kind: 'number';
  /** The written form of the number. */
  readonly source: string;
}

export interface JsonLiteral {
  readonly kind: 'literal';
  readonly value: boolean | null;
}

/** The reasons to refuse a document. */
export type JsonProblem = 'syntax' | 'limit' | 'name' | 'structure';

/** The error of a refused JSON document. The message contains no text of the document. */
export class StrictJsonError extends Error {
  constructor(
    readonly problem: JsonProblem,
    message: string,
  ) {
    super(message);
  }
}

const whitespace = /[\t\n\r ]*/y;
const numbers = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const literals = /true|false|null/y;
const strings =
  // eslint-disable-next-line no-control-regex -- RFC 8259 allows no control character in a string
  /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/**
 * Reads a JSON document (RFC 8259) that has only one meaning for every reader: valid UTF-8 without a
 * byte order mark, no name twice in one object, no half of a surrogate pair, nothing after the value.
 *
 * @param content the bytes of the document; the caller bounds their number
 * @throws StrictJsonError
 */
export function readStrictJson(content: Buffer): JsonValue {
  const text = content.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(content)) throw syntaxError('it is not valid UTF-8');
  return new Reader(text).readDocument();
}

function syntaxError(message: string): StrictJsonError {
  return new StrictJsonError('syntax', message);
}

class Reader {
  private position = 0;
  private values = 0;

  constructor(private readonly text: string) {}

  readDocument(): JsonValue {
    const value = this.readValue(0);
    this.take(whitespace);
    if (this.position !== this.text.length) throw syntaxError('text follows the JSON value');
    return value;
  }

  private readValue(depth: number): JsonValue {
    this.values += 1;
    if (this.values > MAX_JSON_VALUES) {
      throw new StrictJsonError('limit', `it has more than ${MAX_JSON_VALUES} values`);
    }
    if (depth > MAX_JSON_DEPTH) {
      throw new StrictJsonError('limit', `it is nested deeper than ${MAX_JSON_DEPTH} levels`);
    }
    this.take(whitespace);
    const first = this.text[this.position];
    if (first === '{') return this.readObject(depth);
    if (first === '[') return this.readArray(depth);
    if (first === '"') return this.readString();
    const literal = this.take(literals);
    if (literal !== undefined) {
      return { kind: 'literal', value: literal === 'null' ? null : literal === 'true' };
    }
    const source = this.take(numbers);
    if (source === undefined) throw syntaxError('it is not JSON');
    return { kind: 'number', source };
  }

  private readObject(depth: number): JsonObject {
    const members = new Map<string, JsonValue>();
    let hasEscapedName = false;
    this.readList('}', () => {
      const name = this.readString();
      if (members.has(name.text)) {
        throw new StrictJsonError('name', 'it has a name twice in one object');
      }
      hasEscapedName ||= name.isEscaped;
      this.take(whitespace);
      if (this.text[this.position] !== ':') throw syntaxError('it is not JSON');
      this.position += 1;
      members.set(name.text, this.readValue(depth + 1));
    });
    return { kind: 'object', members, hasEscapedName };
  }

  private readArray(depth: number): JsonArray {
    const items: JsonValue[] = [];
    this.readList(']', () => {
      items.push(this.readValue(depth + 1));
    });
    return { kind: 'array', items };
  }

  /** Reads from an opening bracket to its closing one. */
  private readList(end: string, readEntry: () => void): void {
    this.position += 1;
    this.take(whitespace);
    if (this.text[this.position] === end) {
      this.position += 1;
      return;
    }
    for (;;) {
      this.take(whitespace);
      readEntry();
      this.take(whitespace);
      const next = this.text[this.position];
      this.position += 1;
      if (next === end) return;
      if (next !== ',') throw syntaxError('it is not JSON');
    }
  }

  private readString(): JsonString {
    const source = this.take(strings);
    if (source === undefined) throw syntaxError('it is not JSON');
    const isEscaped = source.includes('\\');
    const text = isEscaped ? (JSON.parse(source) as string) : detached(source.slice(1, -1));
    if (isEscaped && loneSurrogate.test(text)) {
      throw syntaxError('it has half of a surrogate pair');
    }
    return { kind: 'string', text, isEscaped };
  }

  /** Takes what a sticky pattern matches here; undefined where it does not match. */
  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text)?.[0];
    this.position += match?.length ?? 0;
    return match;
  }
}
