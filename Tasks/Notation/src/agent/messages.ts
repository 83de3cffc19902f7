import * as tl from 'azure-pipelines-task-lib/task';
import { TaskError, causeOf } from '../errors';
import type { MessageKey } from '../messages';
import { boundMasked } from './secret';
import { sanitizeLine } from '../text/sanitize';

/** The longest value of a placeholder, in characters: it fits an issue of the agent. */
const MAX_VALUE_CHARACTERS = 1500;

/**
 * A text of task.json in the language of the agent.
 *
 * @param key its name in `messages`
 * @param values what its placeholders `%s` stand for, of any origin: secrets are masked, a long one is
 *   cut, and none can forge a line
 */
export function text(key: MessageKey, ...values: string[]): string {
  return tl.loc(key, ...values.map(shown));
}

/** What an error tells the user: the text of its code, and the code to look up in the docs. */
export function errorText(error: unknown): string {
  if (error instanceof TaskError) {
    return `${text(`Error_${error.code}`, ...error.values)} (${error.code})`;
  }
  return `${text('Error_Internal', causeOf(error))} (Internal)`;
}

function shown(value: string): string {
  return sanitizeLine(boundMasked(value, MAX_VALUE_CHARACTERS));
}
