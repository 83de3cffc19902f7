import * as path from 'node:path';
import * as tl from 'azure-pipelines-task-lib/task';

let folder = '';

interface TaskJson {
  readonly helpUrl: string;
  readonly version: Readonly<Record<'Major' | 'Minor' | 'Patch', number>>;
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
  const { version } = taskJson();
  return `${version.Major}.${version.Minor}.${version.Patch}`;
}

/** The page that `helpUrl` of task.json names, once `npm run publisher` has written the repository's address there. */
const OWN_PAGE = 'docs/README.md';

/**
 * The address of an error's entry on the page of troubleshooting.
 *
 * @returns undefined where task.json names no page of this task's own documentation
 */
export function troubleshootingAddress(code: string): string | undefined {
  const { helpUrl } = taskJson();
  if (!helpUrl.endsWith(OWN_PAGE)) return undefined;
  const page = `${helpUrl.slice(0, -OWN_PAGE.length)}docs/troubleshooting.md`;
  // Azure Repos names a file, and a heading of the file, in the query. Other hosts name a heading after `#`.
  const separator = new URL(page).search === '' ? '#' : '&anchor=';
  return page + separator + code.toLowerCase();
}

function taskJson(): TaskJson {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- setResourcePath has it loaded
  return require(taskFile('task.json')) as TaskJson;
}
