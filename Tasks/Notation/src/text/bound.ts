/** Marks the place where a text was cut. */
const CUT = '…';

/**
 * Cuts a text that is too long. The cut is between two words where at least half of the text remains,
 * so that no half word is misread. Mask secrets first: no mask finds half a secret.
 *
 * @param maxCharacters of the text, without the mark of the cut
 */
export function boundText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const head = text.slice(0, maxCharacters);
  const end = Math.max(...[' ', '\t', '"'].map((border) => head.lastIndexOf(border))) + 1;
  return (end > maxCharacters / 2 ? head.slice(0, end) : head) + CUT;
}
