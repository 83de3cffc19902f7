import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { ProcessAttempt } from './attempt';
import { taskEnvironment } from './environment';
import { resolveInputs } from './inputs';
import type { JobContext } from './jobContext';
import { Restrictions } from './restrictions';
import type { StepOptions, Work } from './step';
import { type Task, type TaskRestrictions, chooseHandler } from './task';

export interface TaskOptions extends StepOptions {
  readonly inputs?: Readonly<Record<string, string>>;
  /** The Node to run the task with; by default that of this process. */
  readonly runtime?: string;
  /** The only handler that the agent is to know, e.g. `Node16`. */
  readonly handler?: string;
  /** What the pipeline itself restricts, by `target:`. */
  readonly restrictions?: TaskRestrictions;
}

/**
 * Makes the work of a step that runs an unpacked task with Node.
 * @throws Error if an input names a resource that does not exist
 * Source: agent: TaskRunner.cs, NodeHandler.cs.
 */
export function taskWork(job: JobContext, task: Task, options: TaskOptions): Work {
  const { manifest, folder } = task;
  const inputs = resolveInputs(manifest, options.inputs ?? {}, job);
  const name = options.name ?? job.uniqueName(manifest.name);
  const displayName = options.displayName ?? manifest.friendlyName ?? manifest.name;
  const instanceId = randomUUID();
  const handler = chooseHandler(task, options.handler);
  return {
    speaker: {
      name,
      outputs: (manifest.outputVariables ?? []).map((output) => output.name),
      restrictions: new Restrictions([manifest.restrictions, options.restrictions]),
    },
    displayName,
    begin: (listener, ears, timings) => {
      if (handler === undefined) {
        const failure = `The agent knows no handler of the task '${manifest.name}' on this system.`;
        return failedAttempt(failure);
      }
      const target = join(folder, handler.target);
      const taskVariables = [...listener.taskVariables.values()];
      const { env = {} } = options;
      const launch = {
        command: options.runtime ?? job.runtime,
        args: [target],
        interrupter: job.interrupter,
        cwd: workingDirectory(handler.workingDirectory, target, job),
        environment: taskEnvironment(job, inputs, {
          name,
          displayName,
          instanceId,
          env,
          taskVariables,
        }),
      };
      return new ProcessAttempt(launch, ears, timings);
    },
  };
}

function workingDirectory(wanted: string | undefined, target: string, job: JobContext): string {
  if (wanted === undefined || wanted === '') {
    return job.sources;
  }
  return job.variables.expand(wanted.replaceAll('$(currentDirectory)', dirname(target)));
}

/** An attempt that never began. */
export function failedAttempt(failure: string): ReturnType<Work['begin']> {
  return {
    pid: undefined,
    done: Promise.resolve({ exitCode: null, signal: null, failure }),
    stop: () => undefined,
    abandon: () => undefined,
  };
}
