import * as path from 'node:path';
import * as tl from 'azure-pipelines-task-lib/task';

let folder = '';

interface TaskJson {
  version: { Major: number; Minor: number; Patch: number };
}

/**
 * Sets the folder of the packaged task. Call it once, before anything else. Messages come from the
 * folder's task.json in the language of the agent; data files come from its `data` folder.
 *
 * @param path the folder that contains task.json
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
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- setResourcePath has loaded it already
  const { version } = require(taskFile('task.json')) as TaskJson;
  return `${version.Major}.${version.Minor}.${version.Patch}`;
}
