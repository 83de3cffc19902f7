import { trimInvisible } from './trim';

/**
 * The result for lines `key=value`: the pairs in their order, or the first malformed line, or the
 * first duplicate key.
 */
export type KeyValueLines =
  | { readonly pairs: ReadonlyMap<string, string> }
  | { readonly malformed: string }
  | { readonly repeated: string };

/**
 * Reads lines `key=value`. The first equals sign separates key and value. Blank lines are ignored.
 *
 * @param text several lines, with the line ends of any operating system
 */
export function parseKeyValueLines(text: string): KeyValueLines {
  const pairs = new Map<string, string>();
  for (const line of text.split(/[\r\n]+/).map(trimInvisible)) {
    if (line === '') continue;
    const at = line.indexOf('=');
    const [key, value] = [line.slice(0, at), line.slice(at + 1)].map(trimInvisible);
    if (at < 0 || !key || !value) return { malformed: line };
    if (pairs.has(key)) return { repeated: key };
    pairs.set(key, value);
  }
  return { pairs };
}
