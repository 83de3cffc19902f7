import * as tl from 'azure-pipelines-task-lib/task';
import { withLibraryLogOff } from './library';

/**
 * The names of the variables of the pipeline that are no secrets, by the keys under which the agent
 * exports them. The agent exports them after inputs and connections, under any name, and any step can
 * set one. So a variable `Input.command` replaces the value of the input `command`.
 * Source: github.com/microsoft/azure-pipelines-agent, NodeHandler.cs and Handler.cs.
 */
export function exportedVariables(): ReadonlyMap<string, string> {
  const variables = withLibraryLogOff(() => tl.getVariables()).filter(({ secret }) => !secret);
  return new Map(variables.map(({ name }) => [environmentKey(name), name]));
}

/** The key of a name in the environment. Windows does not distinguish upper and lower case. */
export function environmentKey(name: string): string {
  return name.replace(/[. ]/g, '_').toUpperCase();
}
