import { codeSpans } from './markdown';

/** So many words in a row of a message make a line a quotation of it. */
const WORDS_OF_A_QUOTATION = 4;

/** Words of other programs that a page quotes with `…` in them. */
const otherQuotations = ['GLIBC_', 'must be "notation-'];

/** Fewer letters before the first value of a message say nothing about which message it is. */
const MIN_BEGINNING_CHARACTERS = 7;

/**
 * Makes a function that gives the lines of the log as a page quotes them, in blocks of code without a language and in
 * code spans, that no message of task.json gives. In a span, `…` stands for any text.
 *
 * @param messages the texts of task.json, with `%s` for values
 */
export function quotationCheck(messages: readonly string[]): (page: string) => string[] {
  const known = messages.filter((text) => words(text.replaceAll('%s', '')).length > 0).map(formOf);
  const isMessage = (line: string): boolean =>
    known.some((form) => form.test(line)) || messages.some((text) => text.startsWith(line));
  const runs = new Set(messages.flatMap(runsOf));
  const isQuotation = (line: string): boolean =>
    runsOf(line).some((run) => runs.has(run)) || messages.some((text) => beginsAs(line, text));
  const isCutMessage = (parts: readonly string[]): boolean =>
    messages.some((text) => holdsInOrder(text, parts));
  return (page) => {
    const lines = quotedLines(page)
      .filter(isQuotation)
      .filter((line) => !isMessage(line));
    const cut = cutSpans(page).filter((parts) => !isCutMessage(parts));
    return [...lines, ...cut.map((parts) => parts.join(' … '))].map(
      (text) => `no message of the task is '${text}'`,
    );
  };
}

/** The lines of blocks without a language, and the code spans that are not cut. */
function quotedLines(page: string): string[] {
  const blocks = [...page.matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```/gm)];
  const lines = blocks
    .filter(([, language]) => language === '')
    .flatMap(([, , text = '']) => text.split('\n'));
  return [...lines, ...codeSpans(page).filter((span) => !span.includes('…'))].map((line) =>
    line.trim(),
  );
}

/** The parts of spans in which `…` stands for other text, of three words or more. */
function cutSpans(page: string): string[][] {
  return codeSpans(page)
    .filter((span) => span.includes('…'))
    .filter((span) => !otherQuotations.some((other) => span.startsWith(other)))
    .map((span) => span.split('…').map((part) => part.trim()))
    .map((parts) => parts.filter((part) => part !== ''))
    .filter((parts) => words(parts.join(' ')).length > 2);
}

function beginsAs(line: string, text: string): boolean {
  const [beginning = '', ...others] = text.trim().split('%s');
  if (others.length === 0 || !/^[A-Z]/.test(beginning)) return false;
  return beginning.length >= MIN_BEGINNING_CHARACTERS && line.startsWith(beginning);
}

/** Each run of words without a value, of the length of a quotation. */
function runsOf(text: string): string[] {
  return text.split('%s').flatMap((part) => {
    const all = words(part);
    return all
      .slice(WORDS_OF_A_QUOTATION - 1)
      .map((_, begin) => all.slice(begin, begin + WORDS_OF_A_QUOTATION).join(' '));
  });
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => /[A-Za-z]/.test(word));
}

/** A message as an expression: each value may be any text, and a heading may have its reason behind it. */
function formOf(text: string): RegExp {
  const literals = text
    .trim()
    .split('%s')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^(?:[A-Za-z]+: )?${literals.join('.+')}$`);
}

function holdsInOrder(text: string, parts: readonly string[]): boolean {
  let from = 0;
  return parts.every((part) => {
    const at = text.indexOf(part, from);
    from = at + part.length;
    return at !== -1;
  });
}
