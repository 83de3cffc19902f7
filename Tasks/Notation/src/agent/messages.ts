import * as tl from 'azure-pipelines-task-lib/task';
import { asTaskError } from '../errors';
import type { MessageKey } from '../messages';
import { boundMasked } from './secret';
import { sanitizeLine } from '../text/sanitize';

/** The longest value of a placeholder, in characters: it fits an issue of the agent. */
const MAX_VALUE_CHARACTERS = 1500;

/**
 * A text of task.json in the language of the agent.
 *
 * @param key its name in `messages`
 * @param values the values of its placeholders `%s`, from any source. Secrets are masked, long values
 * are cut, and no value can imitate a line
 */
export function text(key: MessageKey, ...values: string[]): string {
  return tl.loc(key, ...values.map(shown));
}

/** The text of an error for the user, with the code that the documentation explains. */
export function errorText(thrown: unknown): string {
  const error = asTaskError(thrown);
  return `${text(`Error_${error.code}`, ...error.values)} (${error.code})`;
}

function shown(value: string): string {
  return sanitizeLine(boundMasked(value, MAX_VALUE_CHARACTERS));
}
