import { variable } from './variable';

/**
 * Where the running build comes from, as pairs for a signature; what the pipeline has no value for
 * is left out. The keys are documented and do not change.
 */
export function buildMetadata(): (readonly [key: string, value: string])[] {
  const pairs = [
    ['azure-pipelines.organization', variable('System.CollectionUri')],
    ['azure-pipelines.project', variable('System.TeamProject')],
    [
      'azure-pipelines.pipeline',
      variable('Build.DefinitionName') ?? variable('Release.DefinitionName'),
    ],
    ['azure-pipelines.run', variable('Build.BuildId')],
    ['azure-pipelines.repository', variable('Build.Repository.Uri')],
    ['azure-pipelines.commit', variable('Build.SourceVersion')],
    ['azure-pipelines.branch', variable('Build.SourceBranch')],
  ] as const;
  return pairs.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
}
