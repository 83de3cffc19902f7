import { BasicCredentialHandler } from 'typed-rest-client/Handlers';
import type { IRequestHandler } from 'typed-rest-client/Interfaces';
import { hide, hideBasicAuth } from '../agent/secret';

/** A URL split into what may be shown and what may not. */
export interface SecretlessUrl {
  /** What the tool library may be told, and writes to the log: without user, password and query. */
  readonly address: string;
  /** What a log may show: without the values of the query. */
  readonly shown: string;
  /** Add to the request what the address lacks. */
  readonly handlers: readonly IRequestHandler[];
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
  const handlers: IRequestHandler[] = [];
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
  const address = parsed.origin + parsed.pathname;
  if (parsed.search !== '') handlers.push(addQuery(parsed));
  return { address, shown: address + (parsed.search === '' ? '' : '?…'), handlers };
}

/** Adds the query to a request for just this address; where a redirect leads, it stays away. */
function addQuery({ protocol, hostname, port, pathname, search }: URL): IRequestHandler {
  const number = Number(port || (protocol === 'https:' ? 443 : 80));
  return {
    prepareRequest: (options) => {
      const isSame = options.host === hostname && options.port === number;
      if (isSame && options.path === pathname) options.path += search;
    },
    canHandleAuthentication: () => false,
    handleAuthentication: () => Promise.reject(new Error('not asked for')),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray per cent sign
  }
}
