import assert from 'node:assert/strict';
import { type Mapping, type Tree, items, mapping, scalar } from './document';

/** A job of a pipeline as its YAML says it. */
export interface PlannedJob {
  readonly name: string;
  readonly isDeployment: boolean;
  readonly dependsOn: readonly string[];
  readonly condition: string;
  /** The pipeline's and its own: `name` and `value`, or `group`. */
  readonly variables: readonly Mapping[];
  readonly steps: readonly Mapping[];
}

const pipelineKeys = [
  ...['trigger', 'pr', 'pool', 'resources', 'parameters', 'variables'],
  ...['stages', 'jobs', 'steps'],
];
const jobKeys = ['job', 'deployment', 'displayName', 'dependsOn', 'condition', 'pool', 'variables'];
const stepKeys = [
  ...['task', 'script', 'bash', 'checkout', 'download', 'artifact', 'inputs', 'env', 'name'],
  ...['displayName', 'condition', 'enabled', 'continueOnError', 'timeoutInMinutes'],
  ...['retryCountOnTaskFailure', 'workingDirectory'],
];

/**
 * Gives the jobs of a pipeline of one stage, in their order.
 * @throws AssertionError for what is no such pipeline
 * Source: the YAML schema of Azure Pipelines.
 */
export function readJobs(document: Mapping): PlannedJob[] {
  const pipeline = mapping(document, pipelineKeys);
  const shared = readVariables(pipeline['variables']);
  if ('steps' in pipeline) {
    const steps = readSteps(pipeline['steps']);
    return [{ ...usual, name: 'Job', isDeployment: false, variables: shared, steps }];
  }
  const stages = items(pipeline['stages']).map((stage) => mapping(stage, ['stage', 'jobs']));
  assert(stages.length < 2, 'this test knows no second stage');
  const jobs = items(stages[0]?.['jobs'] ?? pipeline['jobs']);
  return jobs.map((job) => readJob(mapping(job), shared));
}

const usual = { dependsOn: [], condition: 'succeeded()' };

function readJob(job: Mapping, shared: readonly Mapping[]): PlannedJob {
  const isDeployment = 'deployment' in job;
  mapping(job, [...jobKeys, ...(isDeployment ? ['environment', 'strategy'] : ['steps'])]);
  const wanted = job['dependsOn'];
  return {
    name: scalar(job[isDeployment ? 'deployment' : 'job']),
    isDeployment,
    dependsOn: typeof wanted === 'string' ? [wanted] : items(wanted).map(scalar),
    condition: scalar(job['condition']) || usual.condition,
    variables: [...shared, ...readVariables(job['variables'])],
    steps: readSteps(isDeployment ? deploySteps(job) : job['steps']),
  };
}

function deploySteps(job: Mapping): Tree | undefined {
  const { runOnce } = mapping(job['strategy'], ['runOnce']);
  return mapping(mapping(runOnce, ['deploy'])['deploy'], ['steps'])['steps'];
}

function readSteps(steps: Tree | undefined): Mapping[] {
  const read = items(steps).map((step) => mapping(step, stepKeys));
  assert(read.length > 0, 'a job has no steps');
  return read;
}

/** Both ways to write them. */
function readVariables(variables: Tree = []): Mapping[] {
  if (Array.isArray(variables)) return items(variables).map((item) => mapping(item));
  return Object.entries(mapping(variables)).map(([name, value]) => ({ name, value }));
}
