/** The deepest nesting of objects and arrays that is read. */
const MAX_DEPTH = 100;

/** A JSON value and its position in the text. */
export interface JsonNode {
  /** Offsets in UTF-16 units: of the first character, and after the last character. */
  readonly start: number;
  readonly end: number;
  /** The value of a string, number or literal; undefined for an object and an array. */
  readonly value: unknown;
  /** The members of an object, in the order of the text. A name may occur twice. */
  readonly members: readonly JsonMember[];
  /** The items of an array. */
  readonly items: readonly JsonNode[];
}

export interface JsonMember {
  readonly name: string;
  /** The offset of the name. */
  readonly start: number;
  readonly node: JsonNode;
}

const token = /[{}[\]:,]|"(?:[^"\\]|\\.)*"|[^\s{}[\]:,"]+/g;

/**
 * Reads a JSON document with the position of each value. Duplicate names of an object are kept.
 *
 * @throws SyntaxError when the text is not JSON; Error when it is nested deeper than 100 levels
 */
export function readJsonTree(text: string): JsonNode {
  JSON.parse(text); // decides whether the text is JSON; the code below only finds positions
  const tokens = text.matchAll(token);
  const next = (): { text: string; start: number; end: number } => {
    const { value } = tokens.next() as IteratorYieldResult<RegExpExecArray>;
    return { text: value[0], start: value.index, end: value.index + value[0].length };
  };
  const readNode = (first: ReturnType<typeof next>, depth: number): JsonNode => {
    if (depth > MAX_DEPTH) throw new Error(`it is nested deeper than ${MAX_DEPTH} levels`);
    const { start } = first;
    const members: JsonMember[] = [];
    const items: JsonNode[] = [];
    if (first.text !== '{' && first.text !== '[') {
      return { start, end: first.end, value: JSON.parse(first.text), members, items };
    }
    for (;;) {
      const one = next();
      if (one.text === '}' || one.text === ']') {
        return { start, end: one.end, value: undefined, members, items };
      }
      if (one.text === ',') continue;
      if (first.text === '[') items.push(readNode(one, depth + 1));
      else {
        const name = JSON.parse(one.text) as string;
        next(); // the colon
        members.push({ name, start: one.start, node: readNode(next(), depth + 1) });
      }
    }
  };
  return readNode(next(), 0);
}

/** The number of the line at an offset of a text, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
