import * as tl from 'azure-pipelines-task-lib/task';
import { TaskCommand } from 'azure-pipelines-task-lib/taskcommand';
import { TaskError, asTaskError } from '../errors';
import type { MessageKey, WarningKey } from '../messages';
import { redactUrls } from '../text/redactUrls';
import { sanitizeLine } from '../text/sanitize';
import { errorText, text } from './messages';
import { maskKnownSecrets } from './secret';
import { writeText } from './standardOutput';

/** A safe line for the job log. The line contains no agent command and cannot imitate another line. */
export type LogLine = string & { readonly isLogLine: true };

/** Makes a line of any text. */
export function lineOf(content: string): LogLine {
  return `${sanitizeLine(maskKnownSecrets(content))}\n` as LogLine;
}

/** Makes a line of task.json's texts. */
export function textLine(key: MessageKey, ...values: string[]): LogLine {
  return `${text(key, ...values)}\n` as LogLine;
}

/** Makes a heading that folds the lines that follow, up to `endOfGroup`. */
export function groupLine(key: MessageKey, ...values: string[]): LogLine {
  return `##[group]${text(key, ...values)}\n` as LogLine;
}

/** Ends the lines that a heading folds. */
export const endOfGroup = '##[endgroup]\n' as LogLine;

/** Makes a line that only a run with System.Debug shows. */
export function debugLine(content: string): LogLine {
  const shown = sanitizeLine(redactUrls(maskKnownSecrets(content)));
  return `${new TaskCommand('task.debug', {}, shown).toString()}\n` as LogLine;
}

/** Writes lines to the job log. */
export function writeLines(...lines: LogLine[]): void {
  for (const line of lines) writeText(line);
}

/** Writes one line of any text to the job log. */
export function logText(content: string): void {
  writeLines(lineOf(content));
}

/** Writes one line of task.json's texts to the job log. */
export function logMessage(key: MessageKey, ...values: string[]): void {
  writeLines(textLine(key, ...values));
}

/** Writes a line that only a run with System.Debug shows. */
export function logDebug(content: string): void {
  writeLines(debugLine(content));
}

/** Adds a warning issue to the step. */
export function logWarning(key: WarningKey, ...values: string[]): void {
  tl.logIssue(tl.IssueType.Warning, text(key, ...values));
}

/** Adds an error issue to the step, with its code. */
export function logError(thrown: unknown): void {
  const error = asTaskError(thrown);
  // logIssue wants a position in a source file, which an error of a step does not have.
  tl.command('task.logissue', { type: 'error', code: error.code }, errorText(error));
  if (!(thrown instanceof TaskError) && thrown instanceof Error) logDebug(thrown.stack ?? '');
}
