/** White space as Go's unicode.IsSpace knows it: not quite what JavaScript takes for it. */
const SPACE =
  '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const single = new RegExp(`^${SPACE}$`);
const leading = new RegExp(`^${SPACE}*`);
const trailing = new RegExp(`${SPACE}+$`);

/** Whether a character is white space. */
export function isSpace(character: string): boolean {
  return single.test(character);
}

/** How many characters of white space a text begins with. */
export function indentOf(text: string): number {
  return leading.exec(text)?.[0].length ?? 0;
}

/** The length of a text without the white space at its end. */
export function lengthTrimmed(text: string): number {
  return text.replace(trailing, '').length;
}
