import { maskSecret } from '../agent/secret';

/** The characters of a bearer token (RFC 6750, section 2.1: b64token). */
const b64token = /^[A-Za-z0-9._~+/-]+=*$/;

/**
 * A shorter text from a server is not masked: the agent would mask the text in this step and all later
 * steps.
 */
const MIN_MASKED_CHARACTERS = 20;

/**
 * Checks a token from a server, and has the agent mask the token.
 *
 * @param token the text of the answer
 * @throws Error when the text is not a bearer token. The text is neither masked nor quoted then
 */
export function acceptToken(token: string): string {
  if (!b64token.test(token)) throw new Error('the token in the answer is no bearer token');
  if (isMasked(token)) maskSecret(token);
  return token;
}

/** Whether a token is long enough to be masked. */
export function isMasked(token: string): boolean {
  return token.length >= MIN_MASKED_CHARACTERS;
}
