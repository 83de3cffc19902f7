import { sanitizeLine } from '../text/sanitize';

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

/** A row of a table; its cells are escaped already. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
