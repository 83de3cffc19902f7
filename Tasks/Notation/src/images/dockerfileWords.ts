import type { EscapeToken, LogicalLine } from './logicalLine';
import { indentOf, isSpace, lengthTrimmed } from './goSpace';
import type { Span } from './image';
import type { Source } from './source';

/** A part of an instruction, and where it is written. */
export interface Word {
  readonly text: string;
  /** For each character of the text, its offset in the file. */
  readonly offsets: readonly number[];
}

/** An instruction of a Dockerfile. */
export interface Instruction {
  /** In lower case. */
  readonly name: string;
  /** `--name=value`, without quotes and escapes. */
  readonly flags: readonly Word[];
  /** What follows the flags. */
  readonly rest: Word;
}

const blanks = /[\t\v\f\r ]+/;

/**
 * Splits an instruction into its name, its flags and what follows, as BuildKit does.
 * Source: github.com/moby/buildkit, frontend/dockerfile/parser/split_command.go.
 *
 * @throws TaskError ImagesFileMalformed for a flag with other characters than those of ASCII, or with an
 *   escape behind the escape directive
 */
export function splitInstruction(
  source: Source,
  line: LogicalLine,
  escape: EscapeToken,
): Instruction {
  const whole = trim({ text: line.text, offsets: line.offsets });
  const gap = blanks.exec(whole.text);
  if (gap === null) {
    return { name: whole.text.toLowerCase(), flags: [], rest: { text: '', offsets: [] } };
  }
  const name = whole.text.slice(0, gap.index).toLowerCase();
  const flags: Word[] = [];
  let rest = trim(cut(whole, gap.index + gap[0].length));
  while (rest.text.startsWith('--')) {
    const { flag, length } = readFlag(source, line, rest, escape);
    rest = trim(cut(rest, length));
    if (flag.text === '--') break;
    flags.push(flag);
  }
  return { name, flags, rest };
}

function readFlag(
  source: Source,
  line: LogicalLine,
  { text, offsets }: Word,
  escape: EscapeToken,
): { readonly flag: Word; readonly length: number } {
  const kept: number[] = [];
  let [at, quote] = [0, ''];
  for (; at < text.length; at += 1) {
    const character = text.charAt(at);
    // BuildKit reads bytes here, and takes some of them for blanks.
    if (character > '\u007e') throw source.malformed(line.offset, 'a flag that is not ASCII');
    // Whatever the directive says, BuildKit takes a backslash for the escape here.
    if (escape !== '\\' && (character === escape || character === '\\')) {
      throw source.malformed(line.offset, 'an escape in a flag');
    }
    if (character === escape) {
      at += 1;
      if (at < text.length) kept.push(at);
    } else if (quote !== '') {
      if (character === quote) quote = '';
      else kept.push(at);
    } else if (isSpace(character)) break;
    else if (character === "'" || character === '"') quote = character;
    else kept.push(at);
  }
  if (quote !== '') throw source.malformed(line.offset, 'a quotation without an end');
  const flag = {
    text: kept.map((index) => text.charAt(index)).join(''),
    offsets: kept.map((index) => offsets[index] ?? 0),
  };
  return { flag, length: at };
}

/** The words of a text, cut at blanks. */
export function wordsOf(word: Word): Word[] {
  return [...word.text.matchAll(/[^\t\v\f\r ]+/g)].map(({ index, 0: text }) =>
    cut(word, index, index + text.length),
  );
}

/** A part of a word. */
export function cut({ text, offsets }: Word, start: number, end?: number): Word {
  return { text: text.slice(start, end), offsets: offsets.slice(start, end) };
}

/** Where a word is written: from its first character to its last, with what is between them. */
export function spanOf({ offsets }: Word): Span {
  const [start = 0] = offsets;
  return { start, end: (offsets.at(-1) ?? start - 1) + 1 };
}

function trim(word: Word): Word {
  const end = lengthTrimmed(word.text);
  return cut(word, Math.min(indentOf(word.text), end), end);
}
