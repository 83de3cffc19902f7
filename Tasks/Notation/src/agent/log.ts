import * as tl from 'azure-pipelines-task-lib/task';
import { TaskError } from '../errors';
import type { MessageKey, WarningKey } from '../messages';
import { redactUrls } from '../text/redactUrls';
import { sanitizeLine } from '../text/sanitize';
import { errorText, text } from './messages';
import { maskKnownSecrets } from './secret';

/** Writes one line of any text to the job log; nothing in it can be obeyed or forge another line. */
export function line(content: string): void {
  process.stdout.write(`${sanitizeLine(maskKnownSecrets(content))}\n`);
}

/** Writes one line of task.json's texts to the job log. */
export function say(key: MessageKey, ...values: string[]): void {
  process.stdout.write(`${text(key, ...values)}\n`);
}

/** Writes a heading that folds what follows, up to `endGroup`. */
export function group(key: MessageKey, ...values: string[]): void {
  process.stdout.write(`##[group]${text(key, ...values)}\n`);
}

/** Ends the lines that `group` folds. */
export function endGroup(): void {
  process.stdout.write('##[endgroup]\n');
}

/** Writes a line that only a run with System.Debug shows. */
export function debug(content: string): void {
  tl.debug(sanitizeLine(maskKnownSecrets(redactUrls(content))));
}

/** Adds a warning issue to the step. */
export function warn(key: WarningKey, ...values: string[]): void {
  tl.logIssue(tl.IssueType.Warning, text(key, ...values));
}

/** Adds an error issue to the step, with its code. */
export function fail(error: unknown): void {
  const code = error instanceof TaskError ? error.code : 'Internal';
  // logIssue takes positions in a source file that an error of a step does not have.
  tl.command('task.logissue', { type: 'error', code }, errorText(error));
  if (!(error instanceof TaskError) && error instanceof Error) debug(error.stack ?? '');
}
