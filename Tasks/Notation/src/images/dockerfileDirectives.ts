import type { EscapeToken } from './logicalLine';
import { indentOf } from './goSpace';
import type { Span } from './image';
import type { Source } from './source';

/** The program that reads a Dockerfile in place of the built-in one. */
export interface Frontend extends Span {
  readonly name: string;
}

/** What the first lines of a Dockerfile say. */
export interface Directives {
  readonly escape: EscapeToken;
  readonly frontend: Frontend | undefined;
  /** The offset of the first line of the Dockerfile itself: behind directives of the form `//syntax=`. */
  readonly body: number;
}

const directive = /^([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/s;
const known = new Set(['syntax', 'escape', 'check']);

/**
 * Reads the parser directives of a Dockerfile: lines `# name=value`, or `//name=value`, before
 * anything else. A line `#!` before them is left out where the frontend is looked for; the escape
 * directive has no effect behind one, nor in the form `//`.
 * Source: github.com/moby/buildkit, frontend/dockerfile/parser/directives.go.
 *
 * @throws TaskError ImagesFileMalformed for a directive that occurs twice, or another escape token
 */
export function readDirectives(source: Source): Directives {
  const hasShebang = source.text.startsWith('#!', source.start);
  const start = hasShebang ? endOfLine(source.text, source.start) : source.start;
  const hashes = readLines(source, start, '#', false);
  const slashes = hashes.has('syntax') ? undefined : readLines(source, start, '//', false);
  // The parser of BuildKit takes blanks before a directive, the search for the frontend does not.
  const escape = hasShebang ? undefined : readLines(source, start, '#', true).get('escape');
  return {
    escape: escapeOf(source, escape),
    frontend: frontendOf(hashes.get('syntax') ?? slashes?.get('syntax')),
    body: slashes?.has('syntax') === true ? endOf(source, start, slashes) : source.start,
  };
}

interface Directive {
  readonly value: string;
  readonly offset: number;
}

function readLines(
  source: Source,
  start: number,
  comment: string,
  isIndented: boolean,
): ReadonlyMap<string, Directive> {
  const { text } = source;
  const found = new Map<string, Directive>();
  for (let at = start; at < text.length; at = endOfLine(text, at)) {
    const line = text.slice(at, endOfLine(text, at)).replace(/\r?\n$/, '');
    const indent = isIndented ? indentOf(line) : 0;
    if (!line.startsWith(comment, indent)) break;
    const body = indent + comment.length;
    const inner = body + indentOf(line.slice(body));
    const [, name = '', value = ''] = directive.exec(line.slice(inner)) ?? [];
    const key = name.toLowerCase();
    if (!known.has(key)) break;
    if (found.has(key)) throw source.malformed(at, `the directive ${key} occurs twice`);
    found.set(key, { value, offset: at + line.indexOf(value, inner + name.length + 1) });
  }
  return found;
}

function escapeOf(source: Source, found: Directive | undefined): EscapeToken {
  if (found === undefined) return '\\';
  if (found.value === '\\' || found.value === '`') return found.value;
  throw source.malformed(found.offset, `escape=${found.value}`);
}

/** The name ends at the first blank; what follows is for the frontend. */
function frontendOf(found: Directive | undefined): Frontend | undefined {
  if (found === undefined) return undefined;
  const [name = ''] = found.value.split(' ', 1);
  return { name, start: found.offset, end: found.offset + name.length };
}

function endOf(source: Source, start: number, lines: ReadonlyMap<string, unknown>): number {
  let at = start;
  for (let count = 0; count < lines.size; count += 1) at = endOfLine(source.text, at);
  return at;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}
