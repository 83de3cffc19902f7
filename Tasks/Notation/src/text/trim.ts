/** White space, and characters that no editor shows: zero-width, byte order mark, directions. */
const invisible = /[\s\p{Cf}]/u;

/** A text without the white space and the invisible characters at its ends. */
export function trimInvisible(text: string): string {
  const characters = Array.from(text);
  let [start, end] = [0, characters.length];
  while (start < end && invisible.test(characters[start] ?? '')) start += 1;
  while (end > start && invisible.test(characters[end - 1] ?? '')) end -= 1;
  return characters.slice(start, end).join('');
}
