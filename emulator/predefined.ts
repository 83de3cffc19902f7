import { arch, platform } from 'node:os';
import { join } from 'node:path';

const collection = 'https://dev.azure.com/contoso/';
const project = '0b7e6c2e-4f3a-4d2b-9a51-7c1e2f3a4b5c';
const plan = '5d0f8f64-53c7-4f6e-8f7b-0c6a7d5b1e21';
const job = '12f1170f-54f2-53f3-20dd-22fc7dff55f9';
const commit = '8b1a9953c4611296a827abf8c47804d7f9b1d2aa';

const systems: Partial<Record<NodeJS.Platform, string>> = { darwin: 'Darwin', win32: 'Windows_NT' };

/**
 * Gives the variables of a plausible run of a build, with the names and forms that the documentation of
 * Azure Pipelines gives them ("Use predefined variables").
 * @param root the folder of the agent; its work folder is `_work`
 */
export function predefinedVariables(root: string): Record<string, string> {
  const work = join(root, '_work');
  const build = join(work, '1');
  return {
    ...agentVariables(root, work, build),
    ...buildVariables(build),
    ...systemVariables(build),
  };
}

function agentVariables(root: string, work: string, build: string): Record<string, string> {
  return {
    'Agent.Id': '7',
    'Agent.Name': 'Emulated Agent 1',
    'Agent.MachineName': 'emulated',
    'Agent.OS': systems[platform()] ?? 'Linux',
    'Agent.OSArchitecture': arch().toUpperCase(),
    'Agent.Version': '5.278.0',
    'Agent.HomeDirectory': root,
    'Agent.RootDirectory': work,
    'Agent.WorkFolder': work,
    'Agent.BuildDirectory': build,
    'Agent.TempDirectory': join(work, '_temp'),
    'Agent.ToolsDirectory': join(work, '_tool'),
    'Agent.JobName': 'Job',
    'Agent.JobStatus': 'Succeeded',
    'Agent.CloudId': '',
    'Agent.IsSelfHosted': '1',
    'Agent.ReadOnlyVariables': 'false',
    'Agent.RetainDefaultEncoding': 'false',
    'Pipeline.Workspace': build,
    'Common.TestResultsDirectory': join(build, 'TestResults'),
  };
}

function buildVariables(build: string): Record<string, string> {
  return {
    'Build.ArtifactStagingDirectory': join(build, 'a'),
    'Build.BinariesDirectory': join(build, 'b'),
    'Build.BuildId': '20',
    'Build.BuildNumber': '20260102.1',
    'Build.BuildUri': 'vstfs:///Build/Build/20',
    'Build.ContainerId': '11',
    'Build.DefinitionName': 'images',
    'Build.DefinitionVersion': '1',
    'Build.QueuedBy': 'Ada Example',
    'Build.Reason': 'IndividualCI',
    'Build.Repository.Clean': 'False',
    'Build.Repository.ID': 'c3f3b1de-6a0a-4b52-8f8a-2f9f3a1c7d11',
    'Build.Repository.LocalPath': join(build, 's'),
    'Build.Repository.Name': 'images',
    'Build.Repository.Provider': 'TfsGit',
    'Build.Repository.Uri': `${collection}shop/_git/images`,
    'Build.RequestedFor': 'Ada Example',
    'Build.RequestedForEmail': 'ada@contoso.example',
    'Build.SourceBranch': 'refs/heads/main',
    'Build.SourceBranchName': 'main',
    'Build.SourcesDirectory': join(build, 's'),
    'Build.SourceVersion': commit,
    'Build.SourceVersionAuthor': 'Ada Example',
    'Build.SourceVersionMessage': 'Pin the base image',
    'Build.StagingDirectory': join(build, 'a'),
  };
}

function systemVariables(build: string): Record<string, string> {
  const hub = `_apis/distributedtask/hubs/build/plans/${plan}/jobs/${job}/oidctoken`;
  return {
    'System.ArtifactsDirectory': join(build, 'a'),
    'System.CollectionId': 'a8c2f0d4-1b5e-4c39-bb0a-6f0f4e0f9d3e',
    'System.CollectionUri': collection,
    'System.Culture': 'en-US',
    'System.DefaultWorkingDirectory': join(build, 's'),
    'System.DefinitionId': '3',
    'System.DefinitionName': 'images',
    'System.HostType': 'build',
    'System.JobAttempt': '1',
    'System.JobDisplayName': 'Job',
    'System.JobId': job,
    'System.JobName': 'Job',
    'System.JobTimeout': '60',
    'System.OidcRequestUri': `${collection}${project}/${hub}`,
    'System.PhaseAttempt': '1',
    'System.PhaseDisplayName': 'Job',
    'System.PhaseName': 'Job',
    'System.PlanId': plan,
    'System.PullRequest.IsFork': 'False',
    'System.ServerType': 'Hosted',
    'System.StageAttempt': '1',
    'System.StageDisplayName': '__default',
    'System.StageName': '__default',
    'System.TaskDefinitionsUri': collection,
    'System.TeamFoundationCollectionUri': collection,
    'System.TeamFoundationServerUri': collection,
    'System.TeamProject': 'shop',
    'System.TeamProjectId': project,
    'System.TimelineId': plan,
    System: 'build',
  };
}
