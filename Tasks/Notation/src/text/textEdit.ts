/** A part of a text that is replaced. */
export interface TextEdit {
  /** Offsets in UTF-16 units: of its first character, and behind its last. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A text with parts of it replaced; all else stays as it is.
 *
 * @param edits in any order; none overlaps another
 */
export function editText(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    parts.push(text.slice(done, edit.start), edit.text);
    done = edit.end;
  }
  return [...parts, text.slice(done)].join('');
}

/**
 * The edits that take entries out of a JSON list, each with one comma. Line breaks stay, so that no line
 * of the text changes its number.
 *
 * @param entries all entries of the list, in the order of the text
 * @param isGone whether an entry is taken out
 */
export function entriesTakenOut<T extends { readonly start: number; readonly end: number }>(
  text: string,
  entries: readonly T[],
  isGone: (entry: T) => boolean,
): TextEdit[] {
  const take = (start: number, end: number): TextEdit => ({
    ...{ start, end },
    text: text.slice(start, end).replace(/[^\n]+/g, ''),
  });
  const first = entries[0];
  if (first === undefined) return [];
  const firstKept = entries.findIndex((entry) => !isGone(entry));
  if (firstKept < 0) return [take(first.start, entries[entries.length - 1]?.end ?? first.end)];
  const head = entries[firstKept];
  const leading = head === undefined || firstKept === 0 ? [] : [take(first.start, head.start)];
  const others = entries.flatMap((entry, at) => {
    const before = entries[at - 1];
    return at > firstKept && before !== undefined && isGone(entry)
      ? [take(before.end, entry.end)]
      : [];
  });
  return [...leading, ...others];
}
