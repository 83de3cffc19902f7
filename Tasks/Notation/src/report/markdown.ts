import { sanitizeLine } from '../text/sanitize';
import { shortenDigests } from '../text/shortDigest';

/**
 * Any text as Markdown that shows just that text: all but letters, numbers and a few signs becomes
 * numeric entities, so that neither Markdown or HTML nor a reader that makes links of addresses
 * takes anything for its own. Blanks at the edges would be lost, or be the start of a code block.
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

/** A row of a table; its cells are escaped already. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
