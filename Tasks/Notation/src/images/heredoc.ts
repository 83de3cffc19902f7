import type { LogicalLine } from './logicalLine';
import { isSpace } from './goSpace';
import type { Source } from './source';

/** What follows an instruction, up to a line that holds the name only. */
export interface Heredoc {
  readonly name: string;
  /** Tabs before the name are left out (`<<-`). */
  readonly isIndented: boolean;
}

/** Instructions that may have heredocs, by themselves or behind ONBUILD. */
const instruction = /^[\t\v\f\r ]*(?:onbuild[\t\v\f\r ]+)?(?:add|copy|run)(?=[\t\v\f\r ])/i;
/** The word of a heredoc; BuildKit takes any name, here the plain ones are read. */
const word = /^\d*<<(-?)(.+)$/;
const plainName = /^(?:[\w.+-]+|'[\w.+ -]+'|"[\w.+ -]+")$/;
/** The operator by itself; `<<<` is another one. */
const beforeBlank = /(?<!(?<!<)<)<<$/;
/** A variable whose replacement cannot change where words end. */
const plainVariable = /^\$\{\w+(?::?[-+?][^\s'"`\\$<{}]*)?\}/;

/**
 * The heredocs of an instruction, in their order. Source: github.com/moby/buildkit,
 * frontend/dockerfile/parser/parser.go and frontend/dockerfile/shell/lex.go.
 *
 * @throws TaskError ImagesFileMalformed where BuildKit's versions differ, or its rules are not read here
 */
export function heredocsOf(source: Source, line: LogicalLine): Heredoc[] {
  const { text, offset } = line;
  const head = instruction.exec(text)?.[0];
  if (head === undefined || !text.includes('<<')) return [];
  if (isExecForm(source, line, head)) return [];
  const words = wordsOf(source, line);
  return words.flatMap((one) => {
    const [, dash, name = ''] = word.exec(one) ?? [];
    if (dash === undefined || name === '' || name.includes('<')) return [];
    if (!plainName.test(name)) throw source.malformed(offset, `the heredoc ${one}`);
    return [{ name: name.replace(/^(['"])(.*)\1$/, '$2'), isIndented: dash === '-' }];
  });
}

/** Arguments in the form of JSON: what stands in them is no heredoc. */
function isExecForm(source: Source, { text, offset }: LogicalLine, head: string): boolean {
  const rest = text.slice(head.length).replace(/^(?:[\t\v\f\r ]+--[^\s'"\\`]+)*[\t\v\f\r ]+/, '');
  if (!rest.startsWith('[')) return false;
  try {
    const list: unknown = JSON.parse(rest);
    if (Array.isArray(list) && list.every((item) => typeof item === 'string')) return true;
  } catch {
    // BuildKit reads the beginning of some such texts as JSON.
  }
  throw source.malformed(offset, 'a heredoc behind [');
}

/**
 * The words of a line: cut at blanks that are not quoted; quotes and escapes stay in the words. A
 * quotation without an end means that BuildKit sees no heredoc at all.
 */
function wordsOf(source: Source, { text, offset }: LogicalLine): string[] {
  const words: string[] = [];
  let [current, quote] = ['', ''];
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote !== "'" && text.startsWith('${', at)) {
      const variable = plainVariable.exec(text.slice(at))?.[0];
      if (variable === undefined) throw source.malformed(offset, 'a heredoc beside ${');
      current += variable;
      at += variable.length - 1;
    } else if (character === '\\' && quote !== "'") {
      current += text.slice(at, at + 2);
      at += 1;
    } else if (quote !== '') {
      current += character;
      if (character === quote) quote = '';
    } else if (isSpace(character)) {
      // Old versions end the word here, new ones go on with the next.
      if (beforeBlank.test(current)) throw source.malformed(offset, 'a blank behind <<');
      if (current !== '') words.push(current);
      current = '';
    } else {
      if (character === "'" || character === '"') quote = character;
      current += character;
    }
  }
  if (quote !== '') return [];
  if (current !== '') words.push(current);
  return words;
}
