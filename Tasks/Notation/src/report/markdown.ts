import { sanitizeLine } from '../text/sanitize';
import { shortenDigests } from '../text/shortDigest';

/**
 * Escapes a text for Markdown, so that exactly the text is shown. All characters but letters, digits
 * and a few signs become numeric entities. So the text contains no Markdown, no HTML and no address
 * that a viewer turns into a link. Spaces at both ends are escaped too: they would be lost, or start a
 * code block.
 */
export function escapeMarkdown(text: string): string {
  return sanitizeLine(text).replace(
    /[^\p{L}\p{N} ,;]|^ | $/gu,
    (character) => `&#${character.codePointAt(0) ?? 0};`,
  );
}

/**
 * A text with short digests as Markdown; a click on it shows the whole text. Both are escaped as any
 * other text. One without digests stays as it is.
 */
export function shortOnRequest(whole: string): string {
  const short = shortenDigests(whole);
  if (short === whole) return escapeMarkdown(whole);
  return `<details><summary>${escapeMarkdown(short)}</summary>${escapeMarkdown(whole)}</details>`;
}

/** A row of a table. Its cells must be escaped. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
