import { type Heredoc, heredocsOf } from './heredoc';
import { indentOf } from './goSpace';
import type { EscapeToken, LogicalLine } from './logicalLine';
import type { Source } from './source';

/**
 * Cuts a Dockerfile into instructions, as BuildKit does: comments and empty lines within a continued
 * line are left out, and the lines of a heredoc belong to its instruction.
 * Source: github.com/moby/buildkit, frontend/dockerfile/parser/parser.go.
 *
 * @param directives `body` is the offset of the first line
 * @throws TaskError ImagesFileMalformed for a heredoc that cannot be read
 */
export function logicalLines(
  source: Source,
  directives: { readonly escape: EscapeToken; readonly body: number },
): LogicalLine[] {
  const { escape, body } = directives;
  const physical = physicalLines(source.text, body);
  const found: LogicalLine[] = [];
  let at = 0;
  while (at < physical.length) {
    const joined = joinLines(physical, at, escape);
    at = joined.next;
    if (joined.line === undefined) continue;
    found.push(joined.line);
    for (const heredoc of heredocsOf(source, joined.line)) {
      at = endOfHeredoc(source, physical, at, heredoc, joined.line);
    }
  }
  return found;
}

/** A line of the file without its line break. */
interface PhysicalLine {
  readonly text: string;
  readonly start: number;
}

function physicalLines(text: string, body: number): PhysicalLine[] {
  const lines: PhysicalLine[] = [];
  let start = body;
  for (const line of text.slice(body).split('\n')) {
    lines.push({ text: line.replace(/\r$/, ''), start });
    start += line.length + 1;
  }
  return lines;
}

function joinLines(
  lines: readonly PhysicalLine[],
  first: number,
  escape: EscapeToken,
): { readonly line: LogicalLine | undefined; readonly next: number } {
  const parts: string[] = [];
  const offsets: number[] = [];
  let next = first;
  let isContinued = true;
  while (isContinued && next < lines.length) {
    const { text, start } = lines[next] ?? { text: '', start: 0 };
    const isFirst = next === first;
    next += 1;
    const indent = indentOf(text);
    const isComment = text.charAt(indent) === '#';
    if (isFirst && isComment) return { line: undefined, next };
    if (!isFirst && (isComment || indent === text.length)) continue;
    const from = isFirst ? indent : 0;
    const end = continuationOf(text, escape);
    isContinued = end !== undefined;
    const content = text.slice(from, Math.max(from, end ?? text.length));
    parts.push(content);
    for (let index = 0; index < content.length; index += 1) offsets.push(start + from + index);
  }
  const text = parts.join('');
  const isEmpty = text === '' && next === first + 1;
  const offset = offsets[0] ?? lines[first]?.start ?? 0;
  return { line: isEmpty ? undefined : { text, offsets, offset }, next };
}

/**
 * Where the character stands that continues a line. A doubled one does not, nor does a tripled one:
 * BuildKit looks at the one character before it only.
 */
function continuationOf(text: string, escape: EscapeToken): number | undefined {
  const end = text.replace(/[ \t]+$/, '').length;
  const isLast = end > 0 && text.charAt(end - 1) === escape;
  return isLast && text.charAt(end - 2) !== escape ? end - 1 : undefined;
}

function endOfHeredoc(
  source: Source,
  lines: readonly PhysicalLine[],
  first: number,
  { name, isIndented }: Heredoc,
  owner: LogicalLine,
): number {
  for (let at = first; at < lines.length; at += 1) {
    const text = lines[at]?.text ?? '';
    if ((isIndented ? text.replace(/^\t+/, '') : text) === name) return at + 1;
  }
  throw source.malformed(owner.offset, `the end of the heredoc ${name} is missing`);
}
