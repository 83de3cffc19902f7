import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { input } from './agent/input';
import { TaskError } from './errors';

/**
 * An input's value, or undefined where it is blank.
 *
 * @throws TaskError MacroNotExpanded: a macro that the agent left as it is names no variable
 */
export function expanded(name: string): string | undefined {
  const value = input(name);
  const macro = value === undefined ? null : /\$\([^)]*\)/.exec(value);
  if (macro !== null) throw new TaskError('MacroNotExpanded', [name, macro[0]]);
  return value;
}

/** The value of an input that must be there. @throws TaskError InputMissing */
export function required(name: string): string {
  const value = expanded(name);
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

/**
 * The absolute path of what must be there, a relative one seen from the step's working directory;
 * on Linux and macOS the separators of Windows are understood too.
 *
 * @throws TaskError FileMissing
 */
export function existingPath(name: string, value: string): string {
  const portable = path.sep === '/' ? value.replace(/\\/g, '/') : value;
  const absolute = path.resolve(portable);
  if (!existsSync(absolute)) throw new TaskError('FileMissing', [name, value, process.cwd()]);
  return absolute;
}
