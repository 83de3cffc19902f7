import * as tl from 'azure-pipelines-task-lib/task';
import { quietly } from './quietly';

/**
 * The raw value of an input, without the white space around it.
 *
 * @param name as task.json spells it
 * @returns undefined where it is not set or blank
 */
export function input(name: string): string | undefined {
  const value = tl.getInput(name)?.trim();
  return value === '' ? undefined : value;
}

/** As `input`, for one that may hold a secret: the agent library's debug log does not show it. */
export function secretInput(name: string): string | undefined {
  return quietly(() => input(name));
}
