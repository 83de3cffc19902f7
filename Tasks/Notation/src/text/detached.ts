/**
 * A copy of a text. A part of a text keeps the whole text in memory (V8: sliced strings), so whatever is kept of a large
 * document is copied.
 */
export function detached(text: string): string {
  return Buffer.from(text).toString();
}
