/**
 * Folds the name of a JSON member as Go's encoding/json does when it looks for the field of a struct.
 * Besides ASCII letters, only U+017F (long s) and U+212A (Kelvin sign) fold to ASCII letters.
 */
export function foldName(name: string): string {
  return name
    .replace(/\u017f/g, 's')
    .replace(/\u212a/g, 'k')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
