import { resolve } from 'node:path';
import { type Endpoint, type SecureFile, findResource } from './endpoint';
import type { JobContext } from './jobContext';
import type { TaskInput, TaskManifest } from './task';
import { expandMacros } from './variables';

/** The inputs of a step as its task gets them, and the resources that they name. */
export interface ResolvedInputs {
  readonly values: Readonly<Record<string, string>>;
  readonly endpoints: readonly Endpoint[];
  readonly secureFiles: readonly SecureFile[];
}

/**
 * Resolves the inputs of a step: aliases and the names of resources as the server does, defaults,
 * trimming (before macros are expanded, not after) and paths as the agent does.
 * @param given the inputs as a pipeline writes them
 * @throws Error if an input names a service connection or secure file that does not exist
 * Source: agent: TaskRunner.cs; the names are resolved when the pipeline is started.
 */
export function resolveInputs(
  manifest: TaskManifest,
  given: Readonly<Record<string, string>>,
  job: JobContext,
): ResolvedInputs {
  const declared = manifest.inputs ?? [];
  const values: Record<string, string> = {};
  for (const { name, defaultValue = '' } of declared) {
    values[name] = String(defaultValue).trim();
  }
  for (const [key, value] of Object.entries(given)) {
    values[canonicalName(declared, key.trim())] = value.trim();
  }
  for (const [name, value] of Object.entries(values)) {
    // What no variable of the job answers, the environment of the agent's process may.
    values[name] = expandMacros(job.variables.expand(value), (macro) => job.environment[macro]);
  }
  const endpoints = new Set<Endpoint>();
  const secureFiles = new Set<SecureFile>();
  for (const { name, type } of declared) {
    const value = values[name] ?? '';
    const kind = type.toLowerCase();
    if (kind === 'filepath') {
      values[name] = resolve(job.sources, value);
    } else if (kind.startsWith('connectedservice:')) {
      const found = references(value).map((one) => findResource(job.endpoints, one, name));
      found.forEach((endpoint) => endpoints.add(endpoint));
      values[name] = found.map(({ id }) => id).join(',');
    } else if (kind === 'securefile' && value !== '') {
      const file = findResource(job.secureFiles, value, name);
      secureFiles.add(file);
      values[name] = file.id;
    }
  }
  return { values, endpoints: [...endpoints], secureFiles: [...secureFiles] };
}

/** Gives the declared name behind a name or an alias; one that is not declared is passed on as it is. */
function canonicalName(declared: readonly TaskInput[], key: string): string {
  const wanted = key.toLowerCase();
  const input = declared.find(({ name, aliases = [] }) =>
    [name, ...aliases].some((known) => known.toLowerCase() === wanted),
  );
  return input?.name ?? key;
}

function references(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
