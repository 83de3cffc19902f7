import * as tl from 'azure-pipelines-task-lib/task';
import { asTaskError } from '../errors';
import type { MessageKey } from '../messages';
import { sanitizeLine } from '../text/sanitize';

/**
 * A text of task.json in the language of the agent.
 *
 * @param key its name in `messages`
 * @param values what its placeholders `%s` stand for; each is made plain
 */
export function text(key: MessageKey, ...values: string[]): string {
  return tl.loc(key, ...values.map(sanitizeLine));
}

/** What an error tells the user: the text of its code, and the code to look up in the docs. */
export function errorText(thrown: unknown): string {
  const error = asTaskError(thrown);
  return `${text(`Error_${error.code}`, ...error.values)} (${error.code})`;
}
