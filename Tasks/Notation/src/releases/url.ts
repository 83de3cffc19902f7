import type { RequestOptions } from 'node:http';
import type { IRequestHandler } from 'typed-rest-client/Interfaces';
import { maskSecret, maskBasicAuth } from '../agent/secret';

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
    maskSecret(parsed.password || parsed.username);
    maskBasicAuth(username, password);
    handlers.push(addLogin(parsed, basicAuth(username, password)));
    parsed.username = '';
    parsed.password = '';
  }
  for (const pair of parsed.search.slice(1).split('&')) {
    const raw = pair.slice(pair.indexOf('=') + 1);
    for (const value of [raw, decoded(raw)]) if (value.length >= SHORTEST_SECRET) maskSecret(value);
  }
  const address = parsed.origin + parsed.pathname;
  if (parsed.search !== '') handlers.push(addQuery(parsed));
  return { address, shown: address + (parsed.search === '' ? '' : '?…'), handlers };
}

/** Adds user and password to requests to just this server; where a redirect leads, they stay away. */
function addLogin(url: URL, authorization: string): IRequestHandler {
  const server = serverOf(url);
  return handler((options) => {
    if (!isServer(options, server)) return;
    options.headers = Object.assign({}, options.headers, { Authorization: authorization });
  });
}

/** Adds the query to a request for just this address; where a redirect leads, it stays away. */
function addQuery(url: URL): IRequestHandler {
  const { pathname, search } = url;
  const server = serverOf(url);
  return handler((options) => {
    if (isServer(options, server) && options.path === pathname) options.path += search;
  });
}

function handler(prepareRequest: (options: RequestOptions) => void): IRequestHandler {
  return {
    prepareRequest,
    canHandleAuthentication: () => false,
    handleAuthentication: () => Promise.reject(new Error('not asked for')),
  };
}

interface Server {
  readonly host: string;
  readonly port: number;
}

function serverOf({ protocol, hostname, port }: URL): Server {
  return { host: hostname, port: Number(port || (protocol === 'https:' ? 443 : 80)) };
}

function isServer(options: RequestOptions, { host, port }: Server): boolean {
  return options.host === host && options.port === port;
}

function basicAuth(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray per cent sign
  }
}
