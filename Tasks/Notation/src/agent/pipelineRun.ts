import { publicUrl } from './build';
import { variable } from './variable';

/** The run that a step belongs to. What the pipeline has no value for is undefined. */
export type PipelineRun = Readonly<Record<keyof typeof variables, string | undefined>> & {
  readonly organization: string | undefined;
  readonly repository: string | undefined;
};

/** Predefined variables (Azure Pipelines: "Use predefined variables"); the first that is set counts. */
const variables = {
  project: ['System.TeamProject'],
  pipeline: ['Build.DefinitionName', 'Release.DefinitionName'],
  runId: ['Release.ReleaseId', 'Build.BuildId'],
  runNumber: ['Release.ReleaseName', 'Build.BuildNumber'],
  commit: ['Build.SourceVersion'],
  branch: ['Build.SourceBranch'],
  stage: ['System.StageName', 'Release.EnvironmentName'],
  job: ['System.JobName', 'Agent.JobName'],
  attempt: ['System.JobAttempt'],
  step: ['System.TaskDisplayName', 'Task.DisplayName'],
} as const;

/** Which organization, pipeline, run, stage, job and step this is. */
export function pipelineRun(): PipelineRun {
  const entries = Object.entries(variables).map(([name, sources]) => [name, firstOf(sources)]);
  return {
    organization: publicUrl('System.CollectionUri'),
    repository: publicUrl('Build.Repository.Uri'),
    ...(Object.fromEntries(entries) as Record<keyof typeof variables, string | undefined>),
  };
}

/** The name that Azure Pipelines gives to the stage of a pipeline without stages. */
const NO_STAGE = '__default';

/** Stage, job and step as a reader of the run knows them. */
export function stepTitle(): string[] {
  const stage = firstOf(['System.StageDisplayName', 'Release.EnvironmentName']);
  const job = firstOf(['System.JobDisplayName', 'Agent.JobName']);
  const names = [stage === NO_STAGE ? undefined : stage, job, firstOf(variables.step)];
  return names.filter((name) => name !== undefined);
}

function firstOf(names: readonly string[]): string | undefined {
  return names.map((name) => variable(name)).find((value) => value !== undefined);
}
