import { plain } from '../agent/sanitise';

/**
 * Any text as Markdown that shows just that text: every character that Markdown or HTML could take
 * for its own becomes a numeric entity.
 */
export function escapeMarkdown(text: string): string {
  return plain(text).replace(
    /[^\p{L}\p{N} .,:;/@=-]/gu,
    (character) => `&#${character.codePointAt(0) ?? 0};`,
  );
}

/** A row of a table; its cells are escaped already. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
