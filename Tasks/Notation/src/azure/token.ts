import { maskSecret } from '../agent/secret';

/** What a bearer token may be made of (RFC 6750, section 2.1: b64token). */
const b64token = /^[A-Za-z0-9._~+/-]+=*$/;

/** A shorter text that a server chose is not masked: the agent would blot it out in this and all later steps. */
const MIN_MASKED_CHARACTERS = 20;

/**
 * Takes a token that a server gave, and has the agent mask it.
 *
 * @param token as it stood in the answer
 * @throws Error where the text is no bearer token: nothing of the text is masked then, nor told
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
