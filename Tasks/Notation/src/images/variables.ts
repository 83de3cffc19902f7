/** Gives the value of a variable; undefined where it is not set. */
export type Lookup = (name: string) => string | undefined;

/** Why variables in a text cannot be replaced: one without a value, or a syntax that is not read. */
export interface VariableProblem {
  readonly reason: 'unset' | 'syntax';
  /** The name of the variable, or the text that is not read. */
  readonly detail: string;
}

/** A text with its variables replaced, or why that is not possible. */
export type Expanded = { readonly value: string } | { readonly problem: VariableProblem };

class Unreadable extends Error {
  constructor(readonly problem: VariableProblem) {
    super(problem.detail);
  }
}

const name = /[A-Za-z_][A-Za-z0-9_]*/y;
const operator = /:?[-+?]/y;

/**
 * Replaces variables as Compose and Dockerfiles do: `$NAME`, `${NAME}`, and with a default (`:-`, `-`),
 * a replacement (`:+`, `+`) or an error (`:?`, `?`). A colon means that an empty value counts as unset.
 * A variable without a value is a problem here, and not an empty text.
 *
 * @param isDoubled `$$` is a dollar sign, as in Compose
 */
export function expandVariables(text: string, lookup: Lookup, isDoubled: boolean): Expanded {
  try {
    return { value: new Expansion(text, lookup, isDoubled).read('') };
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.problem };
    throw error;
  }
}

class Expansion {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly lookup: Lookup,
    private readonly isDoubled: boolean,
  ) {}

  /** Reads up to a character, or to the end of the text. The character is taken too. */
  read(end: '' | '}', isUsed = true): string {
    let value = '';
    while (this.at < this.text.length) {
      const character = this.text.charAt(this.at);
      if (character === end) {
        this.at += 1;
        return value;
      }
      if (character === '$') value += this.readDollar(isUsed);
      else {
        value += character;
        this.at += 1;
      }
    }
    if (end !== '') throw this.syntax(0);
    return value;
  }

  private readDollar(isUsed: boolean): string {
    const start = this.at;
    this.at += 1;
    if (this.isDoubled && this.text.charAt(this.at) === '$') {
      this.at += 1;
      return '$';
    }
    const isBraced = this.text.charAt(this.at) === '{';
    if (isBraced) this.at += 1;
    const variable = this.take(name);
    if (variable === '') throw this.syntax(start);
    if (!isBraced) return this.valueOf(variable, isUsed);
    const sign = this.take(operator);
    if (sign === '') {
      if (this.text.charAt(this.at) !== '}') throw this.syntax(start);
      this.at += 1;
      return this.valueOf(variable, isUsed);
    }
    return this.readOperation(variable, sign, isUsed);
  }

  /** What is not used needs no value: `${A:-$B}` says nothing of B where A is set. */
  private readOperation(variable: string, sign: string, isUsed: boolean): string {
    const value = isUsed ? this.lookup(variable) : undefined;
    const isSet = value !== undefined && !(sign.startsWith(':') && value === '');
    const kind = sign.slice(-1);
    const takesWord = kind === '-' ? !isSet : kind === '+' && isSet;
    const word = this.read('}', isUsed && takesWord);
    if (takesWord) return word;
    if (kind === '+') return '';
    return isSet ? value : this.valueOf(variable, isUsed, true);
  }

  private valueOf(variable: string, isUsed: boolean, isRequired = false): string {
    if (!isUsed) return '';
    const value = isRequired ? undefined : this.lookup(variable);
    if (value !== undefined) return value;
    throw new Unreadable({ reason: 'unset', detail: variable });
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private syntax(start: number): Unreadable {
    return new Unreadable({ reason: 'syntax', detail: this.text.slice(start) });
  }
}
