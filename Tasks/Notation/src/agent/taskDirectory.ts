import * as path from 'node:path';
import * as tl from 'azure-pipelines-task-lib/task';

let folder = '';

interface TaskJson {
  version: { Major: number; Minor: number; Patch: number };
}

/**
 * Names the folder of the packaged task, once, before anything else: messages come from its
 * task.json in the language of the agent, data from its `data`.
 *
 * @param path the folder that holds task.json
 */
export function openTaskDirectory(path_: string): void {
  folder = path_;
  tl.setResourcePath(path.join(folder, 'task.json'), true);
}

/** The absolute path of a file of the packaged task. */
export function taskFile(...parts: string[]): string {
  return path.join(folder, ...parts);
}

/** This task's version, `major.minor.patch`. */
export function taskVersion(): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- setResourcePath has it loaded
  const { version } = require(taskFile('task.json')) as TaskJson;
  return `${version.Major}.${version.Minor}.${version.Patch}`;
}
