import * as tl from 'azure-pipelines-task-lib/task';
import { asTaskError } from '../errors';
import type { MessageKey } from '../messages';
import { boundMasked } from './secret';
import { sanitizeLine } from '../text/sanitize';
import { shortenDigests } from '../text/shortDigest';
import { troubleshootingAddress } from './taskDirectory';

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

/**
 * An error as a user reads it: its code, the text of the code with short digests, and the address of the
 * code's entry in the documentation.
 */
export function errorText(thrown: unknown): string {
  const { code, values } = asTaskError(thrown);
  const key = `Error_${code}` as const;
  const places = tl.loc(key).split('%s').length - 1;
  const sentence = text(key, ...values.slice(0, places).map(shortenDigests));
  const address = troubleshootingAddress(code);
  return [`${code}: ${sentence}`, ...(address === undefined ? [] : [address])].join(' ');
}

function shown(value: string): string {
  return sanitizeLine(boundMasked(value, MAX_VALUE_CHARACTERS));
}
