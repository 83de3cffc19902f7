import { text } from '../agent/messages';
import type { MessageKey } from '../messages';
import { escapeMarkdown, tableRow } from './markdown';

/**
 * A table in Markdown, with a line below it that counts the rows that it leaves out.
 *
 * @param heads the texts of the columns
 * @param rows made by `tableRow`
 * @param max rows that are shown
 */
export function tableOf(
  heads: readonly MessageKey[],
  rows: readonly string[],
  max = rows.length,
): string[] {
  const titles = heads.map((key) => escapeMarkdown(text(key)));
  const rest = rows.length - max;
  const more = rest > 0 ? [escapeMarkdown(text('Summary_More', String(rest))), ''] : [];
  return [tableRow(titles), tableRow(titles.map(() => '---')), ...rows.slice(0, max), '', ...more];
}
