import * as tl from 'azure-pipelines-task-lib/task';
import { TaskError } from '../errors';
import { environmentKey, exportedVariables } from './exportedVariables';
import { logDebug } from './log';
import { trimInvisible } from '../text/trim';
import { withLibraryLogOff } from './library';

/**
 * The raw value of an input, without the white space and the invisible characters around it.
 *
 * @param name as task.json spells it
 * @returns undefined where it is not set or blank
 * @throws TaskError InputReplaced
 */
export function input(name: string): string | undefined {
  const value = secretInput(name);
  logDebug(`${name}=${value ?? ''}`); // the agent library would log the text unmasked
  return value;
}

/** As `input`, for one that may hold a secret: the debug log does not show it. */
export function secretInput(name: string): string | undefined {
  variables ??= exportedVariables();
  const variable = variables.get(environmentKey(`INPUT_${name}`));
  if (variable !== undefined) throw new TaskError('InputReplaced', [name, variable]);
  return trimInvisible(withLibraryLogOff(() => tl.getInput(name)) ?? '') || undefined;
}

/** The variables cannot change while the step runs, so they are read once. */
let variables: ReadonlyMap<string, string> | undefined;
