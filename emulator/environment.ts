import { delimiter } from 'node:path';
import { endpointEnvironment, secureFileEnvironment, systemConnection } from './endpoint';
import type { ResolvedInputs } from './inputs';
import type { JobContext } from './jobContext';
import { type Variable, environmentName, expandMacros } from './variables';

export type Environment = Readonly<Record<string, string>>;

/** What of a step reaches its environment besides its inputs. */
export interface StepEnvironment {
  readonly name: string;
  readonly displayName: string;
  readonly instanceId: string;
  /** The step's own `env:`. */
  readonly env: Environment;
  readonly taskVariables: readonly Variable[];
}

/**
 * Builds the environment in which the agent starts a task's process: that of the agent's own process,
 * over it the step's `env:`, over both what the agent exports.
 * Source: agent: NodeHandler.cs, Handler.cs, ProcessInvoker.cs.
 */
export function taskEnvironment(
  job: JobContext,
  inputs: ResolvedInputs,
  step: StepEnvironment,
): Record<string, string> {
  const environment = stepEnvironment(job, step);
  for (const [name, value] of Object.entries(inputs.values)) {
    environment[`INPUT_${environmentName(name)}`] = value;
  }
  for (const endpoint of [job.systemEndpoint, ...inputs.endpoints]) {
    Object.assign(environment, endpointEnvironment(endpoint));
  }
  for (const file of inputs.secureFiles) {
    Object.assign(environment, secureFileEnvironment(file));
  }
  // Variables come later, and so may take the place of anything above.
  for (const variable of job.variables.all().filter(({ secret }) => !secret)) {
    const name = exportedName(variable);
    if (name !== 'PATH') environment[name] = variable.value;
  }
  const secrets = job.variables.all().filter(({ secret }) => secret);
  for (const variable of secrets) {
    environment[`SECRET_${exportedName(variable)}`] = variable.value;
  }
  environment['VSTS_SECRET_VARIABLES'] = JSON.stringify(secrets.map(({ name }) => name));
  for (const variable of step.taskVariables) {
    environment[`VSTS_TASKVARIABLE_${exportedName(variable)}`] = variable.value;
  }
  return environment;
}

/**
 * Builds what a script step sees: the task that runs it has taken inputs, secrets and endpoints'
 * authorizations out of the environment. The system connection's address alone stays.
 * Source: tasklib: internal.ts.
 */
export function scriptEnvironment(job: JobContext, step: StepEnvironment): Record<string, string> {
  const url = job.systemEndpoint.url;
  return { ...stepEnvironment(job, step), [`ENDPOINT_URL_${systemConnection}`]: url };
}

function stepEnvironment(job: JobContext, step: StepEnvironment): Record<string, string> {
  const environment: Record<string, string> = { ...job.environment };
  for (const [name, value] of Object.entries(step.env)) {
    const expanded = job.variables.expand(value.trim());
    environment[name.trim()] = expandMacros(expanded, (macro) => job.environment[macro]);
  }
  const names: string[] = [];
  const scope: Environment = {
    'Task.DisplayName': step.displayName,
    'System.TaskInstanceId': step.instanceId,
    'System.TaskDisplayName': step.displayName,
    'System.TaskInstanceName': step.name,
  };
  for (const [name, value] of Object.entries(scope)) {
    environment[environmentName(name)] = value;
    names.push(name);
  }
  for (const variable of job.variables.all().filter(({ secret }) => !secret)) {
    environment[exportedName(variable)] = variable.value;
    names.push(variable.name);
  }
  environment['VSTS_PUBLIC_VARIABLES'] = JSON.stringify(names);
  environment['agent.jobstatus'] = job.variables.get('Agent.JobStatus') ?? '';
  environment['TF_BUILD'] = 'True';
  environment['VSTS_PROCESS_LOOKUP_ID'] = job.lookupId;
  const path = job.variables.get('PATH') ?? environment['PATH'] ?? '';
  environment['PATH'] = [...job.prependedPath, path].filter((part) => part !== '').join(delimiter);
  return environment;
}

function exportedName({ name, preserveCase }: Variable): string {
  return preserveCase ? name.replace(/[. ]/g, '_') : environmentName(name);
}
