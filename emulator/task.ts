import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the agent and the server read of a task's task.json. */
export interface TaskManifest {
  readonly id?: string;
  readonly name: string;
  readonly friendlyName?: string;
  readonly description?: string;
  readonly helpUrl?: string;
  readonly helpMarkDown?: string;
  readonly author?: string;
  readonly version: Readonly<Record<'Major' | 'Minor' | 'Patch', number | string>>;
  readonly inputs?: readonly TaskInput[];
  readonly outputVariables?: readonly { readonly name: string }[];
  readonly execution?: Readonly<Record<string, TaskHandler>>;
  readonly restrictions?: TaskRestrictions;
}

export interface TaskInput {
  readonly name: string;
  readonly type: string;
  readonly defaultValue?: string | boolean;
  readonly aliases?: readonly string[];
}

export interface TaskHandler {
  readonly target: string;
  readonly workingDirectory?: string;
}

export interface TaskRestrictions {
  readonly commands?: { readonly mode?: string };
  readonly settableVariables?: { readonly allowed?: readonly string[] };
}

/** A task in the folder into which the agent unpacked it. */
export interface Task {
  readonly folder: string;
  readonly manifest: TaskManifest;
}

/** The Node handlers that an agent knows, the preferred first; agent: TaskManager.cs. */
const handlers = ['Node24', 'Node20_1', 'Node16', 'Node10', 'Node'];

/**
 * Reads a task from its folder.
 * @throws Error if task.json is missing or no JSON
 */
export function loadTask(folder: string): Task {
  const text = readFileSync(join(folder, 'task.json'), 'utf8');
  return { folder, manifest: JSON.parse(text) as TaskManifest };
}

/** Gives the version as text, e.g. `0.1.2`. */
export function taskVersion({ version }: TaskManifest): string {
  return [version.Major, version.Minor, version.Patch].join('.');
}

/**
 * Chooses the handler that an agent would run.
 * @param wanted the only handler to look for, as on an agent that knows no newer one
 * @returns undefined if the task has none: the agent then fails the step
 */
export function chooseHandler(task: Task, wanted?: string): TaskHandler | undefined {
  const known = wanted === undefined ? handlers : [wanted];
  const execution = task.manifest.execution ?? {};
  return known.map((name) => execution[name]).find((handler) => handler !== undefined);
}
