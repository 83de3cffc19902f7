import * as tl from 'azure-pipelines-task-lib/task';
import { debug } from './log';
import { quietly } from './library';

/**
 * The raw value of an input, without the white space around it.
 *
 * @param name as task.json spells it
 * @returns undefined where it is not set or blank
 */
export function input(name: string): string | undefined {
  const value = secretInput(name);
  debug(`${name}=${value ?? ''}`); // in place of the agent library, which shows any text as it is
  return value;
}

/** As `input`, for one that may hold a secret: the debug log does not show it. */
export function secretInput(name: string): string | undefined {
  const value = quietly(() => tl.getInput(name))?.trim();
  return value === '' ? undefined : value;
}
