import assert from 'node:assert/strict';
import { type NonEmpty, asNonEmpty } from '../../src/text/nonEmpty';

/** A text of a test as one that is not empty. */
export function nonEmpty(text: string): NonEmpty {
  const value = asNonEmpty(text);
  assert(value !== undefined);
  return value;
}
