import { isBearerToken, maskToken } from '../agent/bearerToken';

/**
 * Checks a token from a server, and has the agent mask the token.
 *
 * @param token the text of the answer
 * @throws Error when the text is not a bearer token. The text is neither masked nor quoted then
 */
export function acceptToken(token: string): string {
  if (!isBearerToken(token)) throw new Error('the token in the answer is no bearer token');
  maskToken(token);
  return token;
}
