import { input } from '../agent/input';
import { TaskError } from '../errors';
import { parseDuration } from '../text/duration';
import { parseKeyValueLines } from '../text/keyValueLines';
import { findMacro } from '../text/macro';

/**
 * An input's value, or undefined where it is blank.
 *
 * @param read how it is got: `secretInput` where it may hold a secret
 * @throws TaskError MacroNotExpanded: a macro that the agent left as it is names no variable
 */
export function expanded(name: string, read = input): string | undefined {
  const value = read(name);
  const macro = findMacro(value ?? '');
  if (macro !== undefined) throw new TaskError('MacroNotExpanded', [name, macro]);
  return value;
}

/** The value of an input that must be there. @throws TaskError InputMissing */
export function required(name: string, read = input): string {
  const value = expanded(name, read);
  if (value === undefined) throw new TaskError('InputMissing', [name]);
  return value;
}

/** A boolean input, in any case of letters. @throws TaskError InputNotBoolean */
export function flag(name: string): boolean {
  const value = (expanded(name) ?? 'false').toLowerCase();
  if (value !== 'true' && value !== 'false') throw new TaskError('InputNotBoolean', [name, value]);
  return value === 'true';
}

/** An input with a closed list of values, in any case of letters. @throws TaskError InputNotAnOption */
export function oneOf<T extends string>(name: string, options: readonly T[], otherwise: T): T {
  const value = expanded(name) ?? otherwise;
  const found = options.find((option) => option.toLowerCase() === value.toLowerCase());
  if (found === undefined)
    throw new TaskError('InputNotAnOption', [name, value, options.join(', ')]);
  return found;
}

/** A value that must be an http or https URL. @throws TaskError UrlMalformed, without the value: it may hold a secret */
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

/** The same in whole seconds: notation takes no parts. @throws TaskError DurationMalformed */
export function wholeSeconds(name: string): number | undefined {
  const milliseconds = duration(name);
  if (milliseconds !== undefined && milliseconds % 1000 !== 0) {
    throw new TaskError('DurationMalformed', [name, required(name)]);
  }
  return milliseconds;
}

/** A whole number from 1 to `most`. @throws TaskError NumberMalformed */
export function count(name: string, most: number): number | undefined {
  const value = expanded(name);
  if (value === undefined) return undefined;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (number < 1 || number > most)
    throw new TaskError('NumberMalformed', [name, value, String(most)]);
  return number;
}

/** Lines `key=value`. @throws TaskError LineMalformed, KeyRepeated */
export function keyValueLines(name: string): ReadonlyMap<string, string> {
  const lines = parseKeyValueLines(expanded(name) ?? '');
  if ('malformed' in lines) throw new TaskError('LineMalformed', [name, lines.malformed]);
  if ('repeated' in lines) throw new TaskError('KeyRepeated', [name, lines.repeated]);
  return lines.pairs;
}
