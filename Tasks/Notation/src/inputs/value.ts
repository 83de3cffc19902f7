import { input, secretInput } from '../agent/input';
import { secretVariable } from '../agent/variable';
import { TaskError } from '../errors';
import { parseDuration } from '../text/duration';
import { parseKeyValueLines } from '../text/keyValueLines';
import { findMacro } from '../text/macro';
import { type NonEmpty, asNonEmpty } from '../text/nonEmpty';
import { trimInvisible } from '../text/trim';

/**
 * The value of an input; undefined where it is blank. Every input is read by this function (eslint.config.mjs).
 *
 * @throws TaskError MacroNotExpanded where Azure Pipelines left a macro or an expression in it
 */
export function expanded(name: string): string | undefined {
  return withoutMacro(name, input(name));
}

/** The same for an input that may contain a secret. The debug log does not show it. */
export function expandedSecret(name: string): string | undefined {
  return withoutMacro(name, secretInput(name));
}

/** The same for a variable that replaces an input and may contain a secret. */
export function expandedVariable(name: string): string | undefined {
  return withoutMacro(name, trimInvisible(secretVariable(name) ?? '') || undefined);
}

function withoutMacro(name: string, value: string | undefined): string | undefined {
  const macro = findMacro(value ?? '');
  if (macro !== undefined) throw new TaskError('MacroNotExpanded', [name, macro]);
  return value;
}

/** The value of a required input. @throws TaskError InputMissing */
export function required(name: string): NonEmpty {
  return present(name, expanded(name));
}

/** The same for an input that may contain a secret. @throws TaskError InputMissing */
export function requiredSecret(name: string): NonEmpty {
  return present(name, expandedSecret(name));
}

function present(name: string, value: string | undefined): NonEmpty {
  const text = asNonEmpty(value ?? '');
  if (text === undefined) throw new TaskError('InputMissing', [name]);
  return text;
}

/** A boolean input, in any letter case. @throws TaskError InputNotBoolean */
export function flag(name: string, fallback = false): boolean {
  const value = (expanded(name) ?? String(fallback)).toLowerCase();
  if (value !== 'true' && value !== 'false') throw new TaskError('InputNotBoolean', [name, value]);
  return value === 'true';
}

/**
 * An input with a fixed list of values, in any letter case.
 *
 * @param byDefault the value of a blank input; undefined: the input is required
 * @throws TaskError InputNotAnOption, InputMissing
 */
export function oneOf<T extends string>(name: string, options: readonly T[], byDefault?: T): T {
  const value = expanded(name) ?? byDefault ?? required(name);
  const found = options.find((option) => option.toLowerCase() === value.toLowerCase());
  if (found === undefined)
    throw new TaskError('InputNotAnOption', [name, value, options.join(', ')]);
  return found;
}

/**
 * A value that must be an http or https URL. @throws TaskError UrlMalformed, without the value, which
 * may contain a secret
 */
export function httpUrl(name: string, value: string): string {
  try {
    const { protocol } = new URL(value);
    if (protocol === 'https:' || protocol === 'http:') return value;
  } catch {
    // falls through to the error
  }
  throw new TaskError('UrlMalformed', [name]);
}

/** A duration in milliseconds, `undefined` where the input is empty. @throws TaskError DurationMalformed */
export function duration(name: string): number | undefined {
  const value = expanded(name);
  if (value === undefined) return undefined;
  const milliseconds = parseDuration(value);
  if (milliseconds === undefined || milliseconds === 0) {
    throw new TaskError('DurationMalformed', [name, value]);
  }
  return milliseconds;
}

/** The same in whole seconds: notation accepts no fractions. @throws TaskError DurationMalformed */
export function wholeSeconds(name: string): number | undefined {
  const milliseconds = duration(name);
  if (milliseconds !== undefined && milliseconds % 1000 !== 0) {
    throw new TaskError('DurationMalformed', [name, required(name)]);
  }
  return milliseconds;
}

/** A whole number from 1 to `max`. @throws TaskError NumberMalformed */
export function count(name: string, max: number): number | undefined {
  const value = expanded(name);
  if (value === undefined) return undefined;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (number < 1 || number > max)
    throw new TaskError('NumberMalformed', [name, value, String(max)]);
  return number;
}

/** Lines `key=value`. @throws TaskError LineMalformed, KeyRepeated */
export function keyValueLines(name: string): ReadonlyMap<string, string> {
  const lines = parseKeyValueLines(expanded(name) ?? '');
  if ('malformed' in lines) throw new TaskError('LineMalformed', [name, lines.malformed]);
  if ('repeated' in lines) throw new TaskError('KeyRepeated', [name, lines.repeated]);
  return lines.pairs;
}
