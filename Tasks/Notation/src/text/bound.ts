/** Stands where a text was cut. */
const CUT = '…';

/**
 * The beginning of a text that is too long. The cut is between two words where that leaves at least
 * half, so that no word is taken for another. Mask secrets before: half a secret is masked by nobody.
 *
 * @param maxCharacters of the text; the sign of the cut comes on top
 */
export function boundText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const head = text.slice(0, maxCharacters);
  const end = Math.max(...[' ', '\t', '"'].map((border) => head.lastIndexOf(border))) + 1;
  return (end > maxCharacters / 2 ? head.slice(0, end) : head) + CUT;
}
