import { cpSync } from 'node:fs';
import { type Docker, startDocker } from './docker';
import type { Job } from './job';
import { type PlannedStep, readPlan } from './plan';
import type { Printer } from './printer';
import type { TaskResult } from './results';
import type { StepRun } from './run';
import type { StepHandle, StepOptions } from './step';
import { type Task, loadTask, taskVersion } from './task';

export interface PipelineOptions {
  /** Unpacked folders by reference, e.g. `Notation@0`, which also answers `publisher.ext.contribution.Notation@0`. */
  readonly tasks: Readonly<Record<string, string>>;
  /** Plays Docker@2. */
  readonly docker?: Docker;
  /** A folder that `checkout` copies to the sources; without it a checkout does nothing. */
  readonly sources?: string;
  readonly printer?: Printer;
  /** The Node that runs tasks. */
  readonly runtime?: string;
  /** Called with each step as it starts, e.g. to cancel it. */
  readonly onStep?: (step: StepHandle, planned: PlannedStep) => void;
}

export interface PipelineRun {
  readonly result: TaskResult;
  /** The steps that ran, in order, under their reference names. */
  readonly steps: readonly StepRun[];
  /** The steps that did not run, by display name, reference or text. */
  readonly skipped: readonly string[];
}

/**
 * Runs a pipeline's steps one after the other in a job; the job's end is left to the caller.
 * @param text YAML with `steps:` and `variables:`
 * @throws Error before any step runs, if the text is no such pipeline or names an unknown task
 */
export async function runPipeline(
  job: Job,
  text: string,
  options: PipelineOptions,
): Promise<PipelineRun> {
  const { variables, steps } = readPlan(text);
  const prepared = steps.map((step) => ({ step, task: findTask(step, options) }));
  for (const [name, value] of Object.entries(variables)) {
    job.variables.set(name, job.variables.expand(value));
  }
  const runs: StepRun[] = [];
  const skipped: string[] = [];
  for (const { step, task } of prepared) {
    const title = step.displayName ?? task?.manifest.friendlyName ?? step.subject;
    if (step.kind === 'checkout') {
      checkOut(job, step, options);
    } else if (step.enabled && meets(step.condition, job.result)) {
      runs.push(await runStep(job, step, task, title, options));
    } else {
      skipped.push(title);
      options.printer?.skip(title);
    }
  }
  return { result: job.result, steps: runs, skipped };
}

async function runStep(
  job: Job,
  planned: PlannedStep,
  task: Task | undefined,
  title: string,
  options: PipelineOptions,
): Promise<StepRun> {
  const displayName = job.variables.expand(title);
  const step = startStep(job, { ...planned, displayName }, task, options);
  options.printer?.follow(step, displayName, header(task));
  options.onStep?.(step, planned);
  const run = await step.done;
  options.printer?.finish(displayName, run.result);
  return run;
}

function startStep(
  job: Job,
  planned: PlannedStep,
  task: Task | undefined,
  { docker, runtime }: PipelineOptions,
): StepHandle {
  const { inputs, subject, workingDirectory } = planned;
  const options = stepOptions(planned);
  if (planned.kind === 'script') {
    return job.startScript(subject, {
      ...options,
      ...(workingDirectory === undefined ? {} : { workingDirectory }),
    });
  }
  if (task !== undefined) {
    return job.start(task, { ...options, inputs, ...(runtime === undefined ? {} : { runtime }) });
  }
  if (docker === undefined) {
    throw unknownTask(subject);
  }
  return startDocker(job, docker, { ...options, inputs });
}

function stepOptions(planned: PlannedStep): StepOptions {
  const { env, continueOnError, retryCountOnTaskFailure, name, displayName, timeout } = planned;
  return {
    env,
    continueOnError,
    retryCountOnTaskFailure,
    ...(name === undefined ? {} : { name }),
    ...(displayName === undefined ? {} : { displayName }),
    ...(timeout > 0 ? { timeout } : {}),
  };
}

/** @returns undefined for the steps that are no packaged task, the emulated Docker@2 among them */
function findTask(step: PlannedStep, { tasks, docker }: PipelineOptions): Task | undefined {
  if (step.kind !== 'task') {
    return undefined;
  }
  const shortName = step.subject.slice(step.subject.lastIndexOf('.') + 1);
  const folder = tasks[step.subject] ?? tasks[shortName];
  if (folder === undefined) {
    if (step.subject === 'Docker@2' && docker !== undefined) {
      return undefined;
    }
    throw unknownTask(step.subject);
  }
  const task = loadTask(folder);
  const major = step.subject.slice(step.subject.lastIndexOf('@') + 1);
  if (String(task.manifest.version.Major) !== major) {
    throw new Error(`'${step.subject}' is there only as version ${taskVersion(task.manifest)}.`);
  }
  return task;
}

function unknownTask(reference: string): Error {
  return new Error(`A task is missing. The pipeline references a task called '${reference}'.`);
}

function checkOut(job: Job, step: PlannedStep, { sources }: PipelineOptions): void {
  if (sources !== undefined && step.subject !== 'none') {
    cpSync(sources, job.sources, { recursive: true });
  }
}

function meets(condition: PlannedStep['condition'], result: TaskResult): boolean {
  const succeeded = result === 'Succeeded' || result === 'SucceededWithIssues';
  switch (condition) {
    case 'always()':
      return true;
    case 'succeeded()':
      return succeeded;
    case 'succeededOrFailed()':
      return succeeded || result === 'Failed';
    case 'failed()':
      return result === 'Failed';
  }
}

function header(task: Task | undefined): string[] {
  if (task === undefined) {
    return [];
  }
  const {
    friendlyName,
    name,
    description = '',
    author = '',
    helpUrl,
    helpMarkDown,
  } = task.manifest;
  return [
    `Task         : ${friendlyName ?? name}`,
    `Description  : ${description}`,
    `Version      : ${taskVersion(task.manifest)}`,
    `Author       : ${author}`,
    `Help         : ${helpUrl ?? helpMarkDown ?? ''}`,
  ];
}
