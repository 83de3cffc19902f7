import { type JsonObject, type JsonValue, StrictJsonError } from './strictJson';

/** The members that an object may have. */
export interface ObjectShape {
  /** Names that a reader understands; each may be missing. */
  readonly known: readonly string[];
  /** Whether further names are refused, or taken where they are ASCII. */
  readonly others: 'refused' | 'allowed';
}

/**
 * Gives the members of an object whose names every reader understands alike. Go finds the field of a
 * struct without regard to case (encoding/json), so a name that equals a known one but for case is
 * refused. U+017F and U+212A, which fold to `s` and `k` there, are refused with all names beyond ASCII.
 * An escape in a name is refused.
 *
 * @param what names the object in an error
 * @throws StrictJsonError
 */
export function readMembers(
  value: JsonValue | undefined,
  what: string,
  shape: ObjectShape,
): ReadonlyMap<string, JsonValue> {
  const { members, hasEscapedName } = requireObject(value, what);
  if (hasEscapedName) throw new StrictJsonError('name', `${what} has a name with an escape`);
  const known = new Set(shape.known);
  const folded = new Set(shape.known.map((name) => name.toLowerCase()));
  for (const name of members.keys()) {
    if (known.has(name)) continue;
    if (!isAscii(name)) throw new StrictJsonError('name', `${what} has a name beyond ASCII`);
    if (folded.has(name.toLowerCase())) {
      throw new StrictJsonError('name', `${what} has a known name in another case`);
    }
    if (shape.others === 'refused') {
      throw new StrictJsonError('structure', `${what} has an unknown name`);
    }
  }
  return members;
}

/** @throws StrictJsonError where the value is missing or of another kind */
export function requireObject(value: JsonValue | undefined, what: string): JsonObject {
  if (value?.kind !== 'object') throw new StrictJsonError('structure', `${what} is no object`);
  return value;
}

/** @throws StrictJsonError where the value is missing or of another kind */
export function requireArray(value: JsonValue | undefined, what: string): readonly JsonValue[] {
  if (value?.kind !== 'array') throw new StrictJsonError('structure', `${what} is no array`);
  return value.items;
}

/** @throws StrictJsonError where the value is missing or of another kind */
export function requireText(value: JsonValue | undefined, what: string): string {
  if (value?.kind !== 'string') throw new StrictJsonError('structure', `${what} is no string`);
  return value.text;
}

/** @throws StrictJsonError where the value is no integer from 0 to 2^53 - 1, written in digits alone */
export function requireCount(value: JsonValue | undefined, what: string): number {
  const count = value?.kind === 'number' && /^\d+$/.test(value.source) ? Number(value.source) : NaN;
  if (!Number.isSafeInteger(count)) {
    throw new StrictJsonError('structure', `${what} is no whole number`);
  }
  return count;
}

function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}
