import * as tl from 'azure-pipelines-task-lib/task';
import { TaskError } from '../errors';
import { logDebug } from './log';
import { withLibraryLogOff } from './library';

/**
 * A variable of the pipeline.
 *
 * @param name with dots, as the documentation of Azure Pipelines writes it
 * @returns undefined where it is not set or empty
 */
export function variable(name: string): string | undefined {
  const value = secretVariable(name);
  logDebug(`${name}=${value ?? ''}`); // the agent library would log the text unmasked
  return value;
}

/** As `variable`, for one that may hold a secret: the debug log does not show it. */
export function secretVariable(name: string): string | undefined {
  return withLibraryLogOff(() => tl.getVariable(name)) || undefined;
}

/**
 * The directory that the agent empties with every job.
 *
 * @throws TaskError TempDirectoryMissing outside an agent
 */
export function tempDirectory(): string {
  const directory = variable('Agent.TempDirectory');
  if (directory === undefined) throw new TaskError('TempDirectoryMissing');
  return directory;
}

let isDebugRun: boolean | undefined;

/** Whether the run was started with System.Debug. The value cannot change, so it is read once. */
export function isDebug(): boolean {
  isDebugRun ??= variable('System.Debug')?.toLowerCase() === 'true';
  return isDebugRun;
}
