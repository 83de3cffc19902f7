/** White space, and invisible characters: zero-width characters, byte order mark, direction controls. */
const invisible = /[\s\p{Cf}]/u;

/** Removes white space and invisible characters from both ends of a text. */
export function trimInvisible(text: string): string {
  const characters = Array.from(text);
  let [start, end] = [0, characters.length];
  while (start < end && invisible.test(characters[start] ?? '')) start += 1;
  while (end > start && invisible.test(characters[end - 1] ?? '')) end -= 1;
  return characters.slice(start, end).join('');
}
