import { refusal } from './answer';
import type { Answer } from './answer';

/** Who may come in. */
export interface Credentials {
  username: string;
  password: string;
}

/** Gives the challenge that asks for credentials (RFC 9110, 11.6.1). */
export function unauthorized(challenge: string): Answer {
  const headers = { 'WWW-Authenticate': challenge };
  return refusal(401, 'UNAUTHORIZED', 'authentication required', headers);
}

/** Tells whether a header holds these Basic credentials (RFC 7617). */
export function isBasic(
  authorization: string,
  { username, password }: Partial<Credentials>,
): boolean {
  const [, encoded] = /^basic +(.+)$/i.exec(authorization) ?? [];
  if (encoded === undefined || username === undefined || password === undefined) {
    return false;
  }
  return Buffer.from(encoded, 'base64').toString('utf8') === `${username}:${password}`;
}
