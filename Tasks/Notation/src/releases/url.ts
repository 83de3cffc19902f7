import type { RequestOptions } from 'node:http';
import { maskSecret, maskBasicAuth } from '../agent/secret';
import { type RequestHandler, requestHandler } from './requestHandler';

/** A URL, split into public and secret parts. */
export interface SecretlessUrl {
  /** The address for the tool library, which logs it: without user, password and query. */
  readonly address: string;
  /** The address for logs: without the values of the query. */
  readonly shown: string;
  /** Handlers that add the secret parts to a request. */
  readonly handlers: readonly RequestHandler[];
}

/** A shorter value (`v=1`) is not a secret. Masking it would blank out ordinary words. */
const MIN_SECRET_CHARACTERS = 6;

/**
 * Removes the secrets from a URL and has the agent mask them: the password, and every value of the
 * query. Each query value may be a signature.
 *
 * @param url an http or https URL
 */
export function secretlessUrl(url: string): SecretlessUrl {
  const parsed = new URL(url);
  const handlers: RequestHandler[] = [];
  if (parsed.username !== '' || parsed.password !== '') {
    const username = decoded(parsed.username);
    const password = decoded(parsed.password);
    // Without a password, the user name may be a token.
    maskSecret(parsed.password || parsed.username);
    maskBasicAuth(username, password);
    handlers.push(addLogin(parsed, basicAuth(username, password)));
    parsed.username = '';
    parsed.password = '';
  }
  for (const pair of parsed.search.slice(1).split('&')) {
    const raw = pair.slice(pair.indexOf('=') + 1);
    for (const value of [raw, decoded(raw)])
      if (value.length >= MIN_SECRET_CHARACTERS) maskSecret(value);
  }
  const address = parsed.origin + parsed.pathname;
  if (parsed.search !== '') handlers.push(addQuery(parsed));
  return { address, shown: address + (parsed.search === '' ? '' : '?…'), handlers };
}

/**
 * Adds user and password to requests to this server alone. Redirects to other servers do not receive
 * them.
 */
function addLogin(url: URL, authorization: string): RequestHandler {
  const server = serverOf(url);
  return requestHandler((options) => {
    if (!isServer(options, server)) return;
    options.headers = Object.assign({}, options.headers, { Authorization: authorization });
  });
}

/** Adds the query to a request for this address alone. Redirects do not receive it. */
function addQuery(url: URL): RequestHandler {
  const { pathname, search } = url;
  const server = serverOf(url);
  return requestHandler((options) => {
    if (isServer(options, server) && options.path === pathname) options.path += search;
  });
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
    return text; // an invalid percent sign
  }
}
