import { BasicCredentialHandler } from 'typed-rest-client/Handlers';
import { hide, hideBasicAuth } from '../agent/secret';

/** A URL split into what may be shown and what may not. */
export interface SecretlessUrl {
  /** What is asked for: without user and password, with the query. */
  readonly address: string;
  /** What a log may show: without the values of the query. */
  readonly shown: string;
  /** Sends user and password where the server asks for them. */
  readonly handlers: BasicCredentialHandler[];
}

/** A shorter value (`v=1`) is no secret, and hiding it would blot it out all over the log. */
const SHORTEST_SECRET = 6;

/**
 * Takes the secrets out of a URL and has the agent mask them: a password, and every value of the
 * query, for any of them may be a signature.
 *
 * @param url an http or https URL
 */
export function secretlessUrl(url: string): SecretlessUrl {
  const parsed = new URL(url);
  const handlers: BasicCredentialHandler[] = [];
  if (parsed.username !== '' || parsed.password !== '') {
    const username = decoded(parsed.username);
    const password = decoded(parsed.password);
    // Without a password, the user's place may hold a token.
    hide(parsed.password || parsed.username);
    hideBasicAuth(username, password);
    handlers.push(new BasicCredentialHandler(username, password));
    parsed.username = '';
    parsed.password = '';
  }
  for (const pair of parsed.search.slice(1).split('&')) {
    const raw = pair.slice(pair.indexOf('=') + 1);
    for (const value of [raw, decoded(raw)]) if (value.length >= SHORTEST_SECRET) hide(value);
  }
  parsed.hash = '';
  const address = parsed.href;
  const shown = parsed.origin + parsed.pathname + (parsed.search === '' ? '' : '?…');
  return { address, shown, handlers };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray per cent sign
  }
}
