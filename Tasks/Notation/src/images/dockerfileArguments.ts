import type { LogicalLine } from './logicalLine';
import { type Instruction, type Word, wordsOf } from './dockerfileWords';
import type { Source } from './source';
import { type VariableProblem, expandVariables } from './variables';

/** Variables that BuildKit sets itself, by the platforms of a build. */
const platformArguments = new Set(
  ['TARGET', 'BUILD'].flatMap((side) =>
    ['PLATFORM', 'OS', 'OSVERSION', 'ARCH', 'VARIANT'].map((part) => side + part),
  ),
).add('TARGETSTAGE');

type Value = { readonly value: string } | { readonly problem: VariableProblem };

/** The arguments that a Dockerfile declares before its first FROM. */
export class GlobalArguments {
  private readonly values = new Map<string, Value>();

  /** @param given values from outside, which count before those of the file */
  constructor(
    private readonly source: Source,
    private readonly given: ReadonlyMap<string, string>,
  ) {}

  /**
   * Takes an ARG. A value that cannot be read is an error only where it is used.
   *
   * @throws TaskError ImagesFileMalformed
   */
  declare({ rest, flags }: Instruction, line: LogicalLine): void {
    const words = splitQuoted(rest.text);
    if (words === undefined || flags.length > 0) {
      throw this.source.malformed(line.offset, `ARG ${rest.text}`);
    }
    for (const word of words) {
      const at = word.indexOf('=');
      const name = at < 0 ? word : word.slice(0, at);
      const given = this.given.get(name);
      if (given !== undefined) this.values.set(name, { value: given });
      else if (at >= 0) this.values.set(name, this.read(word.slice(at + 1)));
      // In some versions of BuildKit the variable then has no value any more, in others the earlier one.
      else if (this.values.has(name)) this.values.set(name, unset(name));
    }
  }

  /** The text of a word of FROM. @throws TaskError ImageVariableUnset, ImageExpression */
  expand(word: Word, place: string): string {
    const read = this.read(word.text);
    if ('value' in read) return read.value;
    const { reason, detail } = read.problem;
    const offset = word.offsets[0] ?? 0;
    if (reason === 'unset') throw this.source.error('ImageVariableUnset', offset, detail);
    throw this.source.error('ImageExpression', offset, place, detail);
  }

  private read(word: string): Value {
    const [, single] = /^'([^']*)'$/.exec(word) ?? [];
    if (single !== undefined) return { value: single };
    const [, double] = /^"([^"]*)"$/.exec(word) ?? [];
    const text = double ?? word;
    if (/['"\\`]/.test(text)) return { problem: { reason: 'syntax', detail: word } };
    try {
      return expandVariables(text, (name) => this.lookup(name), false);
    } catch (error) {
      if (error instanceof UnreadableValue) return { problem: error.problem };
      throw error;
    }
  }

  private lookup(name: string): string | undefined {
    const found = this.values.get(name);
    if (found === undefined) {
      if (!platformArguments.has(name)) return undefined;
      // It has a value, which is not known here.
      const given = this.given.get(name);
      if (given === undefined) throw new UnreadableValue({ reason: 'unset', detail: name });
      return given;
    }
    if ('value' in found) return found.value;
    throw new UnreadableValue(found.problem);
  }
}

function unset(name: string): Value {
  return { problem: { reason: 'unset', detail: name } };
}

/** The value of a variable that is used cannot be read. */
class UnreadableValue extends Error {
  constructor(readonly problem: VariableProblem) {
    super(problem.detail);
  }
}

/** Words, cut at blanks that are not quoted; undefined where a quotation has no end. */
function splitQuoted(text: string): string[] | undefined {
  if (!/['"\\`]/.test(text)) return wordsOf({ text, offsets: [] }).map((word) => word.text);
  const words: string[] = [];
  const word = /(?:[^\s'"\\`]|'[^']*'|"(?:[^"\\`]|[\\`].)*"|[\\`].)+|\s+/gy;
  let end = 0;
  for (const found of text.matchAll(word)) {
    end = found.index + found[0].length;
    if (found[0].trim() !== '') words.push(found[0]);
  }
  return end === text.length ? words : undefined;
}
