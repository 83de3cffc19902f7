import { secretVariable, variable } from './variable';

/** A URL without user, password, query and fragment: a pipeline may keep a credential there. */
export function publicUrl(name: string): string | undefined {
  const value = secretVariable(name);
  if (value === undefined) return undefined;
  const [, hostAndPath] = /^[^@/]+@([\w.-]+:[^?#]+)$/.exec(value) ?? [];
  if (hostAndPath !== undefined) return hostAndPath; // the short form of ssh
  try {
    const { protocol, host, pathname } = new URL(value);
    return host === '' ? undefined : `${protocol}//${host}${pathname}`;
  } catch {
    return undefined; // an address in an unknown form
  }
}

/**
 * Describes the source of the running build as key-value pairs for a signature. A pair without a value
 * is left out. The keys are documented and do not change.
 */
export function buildMetadata(): (readonly [key: string, value: string])[] {
  const pairs = [
    ['azure-pipelines.organization', publicUrl('System.CollectionUri')],
    ['azure-pipelines.project', variable('System.TeamProject')],
    [
      'azure-pipelines.pipeline',
      variable('Build.DefinitionName') ?? variable('Release.DefinitionName'),
    ],
    ['azure-pipelines.run', variable('Build.BuildId')],
    ['azure-pipelines.repository', publicUrl('Build.Repository.Uri')],
    ['azure-pipelines.commit', variable('Build.SourceVersion')],
    ['azure-pipelines.branch', variable('Build.SourceBranch')],
  ] as const;
  return pairs.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
}
