import { maskSecret } from './secret';

/** The characters of a bearer token (RFC 6750, section 2.1: b64token). */
const b64token = /^[A-Za-z0-9._~+/-]+=*$/;

/**
 * A shorter text from a server is not masked: the agent would mask the text in this step and all later
 * steps.
 */
const MIN_MASKED_CHARACTERS = 20;

/** Whether a value is a text that a bearer token may be. */
export function isBearerToken(value: unknown): value is string {
  return typeof value === 'string' && b64token.test(value);
}

/** Whether a text from a server is long enough to be masked. */
export function isMaskable(text: string): boolean {
  return text.length >= MIN_MASKED_CHARACTERS;
}

/** Has the agent mask a token from a server, where the token is long enough. */
export function maskToken(token: string): void {
  if (isMaskable(token)) maskSecret(token);
}
