import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import type { Job } from '../../support/agent/job';
import { type PipelineRun, runPipeline } from '../../support/agent/pipeline';
import { type Mapping, mapping, scalar } from './document';
import { type Context, evaluate, isMet } from './expression';
import { type PlannedJob, readJobs } from './jobs';
import type { Values } from './placeholders';
import { type Surroundings, downloadStep, sourcesOf } from './surroundings';

/** What became of a job. */
export interface JobRun {
  readonly name: string;
  readonly result: PipelineRun['result'];
  /** undefined where it was skipped */
  readonly job?: Job;
  readonly run: Pick<PipelineRun, 'steps' | 'skipped'>;
}

/** Runs the jobs of a pipeline one after the other, each on an agent of its own. */
export async function runJobs(document: Mapping, around: Surroundings): Promise<JobRun[]> {
  const done: (JobRun & Pick<PlannedJob, 'isDeployment'>)[] = [];
  for (const planned of readJobs(document)) {
    const { name, isDeployment } = planned;
    const needed = planned.dependsOn.map((wanted) => {
      const found = done.find((each) => each.name === wanted);
      assert(found !== undefined, `${name} depends on ${wanted}, which is no job before it`);
      return found;
    });
    const context: Context = {
      results: needed.map(({ result }) => result),
      lookup: (wanted) => output(needed, wanted),
    };
    if (isMet(planned.condition, context)) {
      done.push({ name, isDeployment, ...(await runJob(document, planned, context, around)) });
    } else {
      const run = { steps: [], skipped: [] };
      done.push({ name, isDeployment, result: 'Skipped', run });
    }
  }
  return done;
}

/** The value of `dependencies.<job>.outputs['<step>.<variable>']`; a deployment's have its name before. */
function output(jobs: readonly (JobRun & { isDeployment: boolean })[], wanted: string): string {
  const [, name, key = ''] = /^dependencies\.(\w+)\.outputs\['(.*)'\]$/.exec(wanted) ?? [];
  const found = jobs.find((each) => each.name === name);
  assert(found !== undefined, `${wanted}: this job depends on no such job`);
  const outputs = found.run.steps.flatMap((step) =>
    Object.entries(step.outputs).map(([variable, value]) => [`${step.name}.${variable}`, value]),
  );
  const prefix = found.isDeployment ? `${found.name}.` : '';
  return outputs.find(([known]) => `${prefix}${known ?? ''}` === key)?.[1] ?? '';
}

async function runJob(
  document: Mapping,
  planned: PlannedJob,
  context: Context,
  around: Surroundings,
): Promise<Omit<JobRun, 'name'>> {
  const secrets = planned.variables.flatMap(({ group }) => {
    if (group === undefined) return [];
    const found = around.groups[scalar(group)];
    assert(found !== undefined, `there is no variable group ${scalar(group)}`);
    return Object.entries(found);
  });
  const job = around.open({ secrets: Object.fromEntries(secrets) });
  const variables = planned.variables
    .filter(({ group }) => group === undefined)
    .map(({ name, value }) => [scalar(name), runtimeValue(scalar(value), context)]);
  // A deployment checks nothing out by itself.
  const isBare = !planned.isDeployment && !planned.steps.some((step) => 'checkout' in step);
  const steps = [...(isBare ? [{ checkout: 'self' }] : []), ...planned.steps];
  const text = stringify({
    variables: Object.fromEntries(variables) as Values,
    steps: steps.map((step) => emulated(step, document, job, around)),
  });
  const checkouts = steps.map(({ checkout }) => scalar(checkout)).filter((name) => name !== '');
  assert(checkouts.length < 2, 'this test knows one checkout in a job');
  const sources = sourcesOf(checkouts[0] ?? 'none', document, around);
  const { tasks, docker } = around;
  const run = await runPipeline(job, text, { tasks, docker, ...sources });
  return { result: run.result, job, run };
}

function runtimeValue(value: string, context: Context): string {
  const [, expression] = /^\$\[(.*)\]$/.exec(value) ?? [];
  return expression === undefined ? value : String(evaluate(expression, context));
}

/** A step as the agent's emulator takes it. */
function emulated(step: Mapping, document: Mapping, job: Job, around: Surroundings): Mapping {
  if ('download' in step) return downloadStep(step, document, job, around);
  const inputs = Object.values(mapping(step['inputs'] ?? {}));
  const connected = inputs.some((value) => job.endpoints.some(({ name }) => name === value));
  return around.isFork && connected ? { ...step, enabled: 'false' } : step;
}
