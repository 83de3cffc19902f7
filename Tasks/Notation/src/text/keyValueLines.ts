/** Lines `key=value`: the pairs in their order, or the first line that is none, or a key said twice. */
export type KeyValueLines =
  | { readonly pairs: ReadonlyMap<string, string> }
  | { readonly malformed: string }
  | { readonly repeated: string };

/**
 * Reads lines `key=value`, cut at the first equals sign; blank lines are left out.
 *
 * @param text several lines, of any operating system
 */
export function parseKeyValueLines(text: string): KeyValueLines {
  const pairs = new Map<string, string>();
  for (const line of text.split(/[\r\n]+/).map((one) => one.trim())) {
    if (line === '') continue;
    const at = line.indexOf('=');
    const [key, value] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    if (at < 0 || key === '' || value === '') return { malformed: line };
    if (pairs.has(key)) return { repeated: key };
    pairs.set(key, value);
  }
  return { pairs };
}
