import * as path from 'node:path';
import * as tl from 'azure-pipelines-task-lib/task';

let folder = '';

interface TaskJson {
  readonly helpUrl: string;
  readonly version: Readonly<Record<'Major' | 'Minor' | 'Patch', number>>;
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
  const { version } = taskJson();
  return `${version.Major}.${version.Minor}.${version.Patch}`;
}

/** The address of the documentation in a repository: `helpUrl` of task.json as `npm run publisher` writes it. */
const repositoryDocs = /^(https:\/\/[^/]+\/[^?#]+\/blob\/[^?#]+\/docs)\/(?:README\.md)?$/;

/**
 * The address of an error's entry on the page of troubleshooting.
 *
 * @returns undefined where task.json names no address of this task's own documentation
 */
export function troubleshootingAddress(code: string): string | undefined {
  const docs = repositoryDocs.exec(taskJson().helpUrl)?.[1];
  return docs === undefined ? undefined : `${docs}/troubleshooting.md#${code.toLowerCase()}`;
}

function taskJson(): TaskJson {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- setResourcePath has it loaded
  return require(taskFile('task.json')) as TaskJson;
}
