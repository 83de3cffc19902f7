import { TaskError, causeOf } from '../errors';
import { debug } from '../agent/log';
import { maskSecret } from '../agent/secret';
import { secretVariable, variable } from '../agent/variable';

/**
 * The agent's proxy and certificates as programs look for them. The agent sets no such variables
 * itself (agent: ExecutionContext.cs); what the environment already says stays.
 *
 * @param step the environment that the step was started with
 */
export function networkEnvironment(step: NodeJS.ProcessEnv): Record<string, string> {
  const has = (name: string): boolean => Boolean(step[name] || step[name.toLowerCase()]);
  const changes: Record<string, string> = {};
  const proxy = proxyUrl();
  if (proxy !== undefined && !has('HTTPS_PROXY') && !has('HTTP_PROXY')) {
    changes['HTTPS_PROXY'] = proxy;
    changes['HTTP_PROXY'] = proxy;
    const bypassed = bypassList();
    if (bypassed !== '' && !has('NO_PROXY')) changes['NO_PROXY'] = bypassed;
  }
  const authorities = variable('Agent.CAInfo');
  if (authorities !== undefined && !has('SSL_CERT_FILE')) changes['SSL_CERT_FILE'] = authorities;
  return changes;
}

function proxyUrl(): string | undefined {
  const address = variable('Agent.ProxyUrl');
  if (address === undefined) return undefined;
  const username = variable('Agent.ProxyUsername');
  if (username === undefined) return address;
  const password = encodeURIComponent(secretVariable('Agent.ProxyPassword') ?? '');
  maskSecret(password); // encoded it is another text than the one that the agent masks
  const { protocol, host } = fullAddress(address);
  return `${protocol}//${encodeURIComponent(username)}:${password}@${host}`;
}

function parsedProxy(address: string): URL {
  try {
    return new URL(address);
  } catch (error) {
    throw malformed(error);
  }
}

/** Go takes `proxy:8080`, where others see a scheme named `proxy`. */
function fullAddress(address: string): URL {
  const url = parsedProxy(address);
  if (url.host === '') throw malformed('its address must begin with http://');
  return url;
}

function bypassExpressions(): string[] {
  const list = parsedList(variable('Agent.ProxyBypassList') ?? '[]');
  const isList = Array.isArray(list) && list.every((one) => typeof one === 'string');
  if (!isList) throw malformed('its bypass list is no list of texts');
  return list;
}

function parsedList(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed(error);
  }
}

function malformed(error: unknown): TaskError {
  return new TaskError('ProxyMalformed', [causeOf(error)], { cause: error });
}

/**
 * Refuses settings of the agent's proxy that cannot be read. The libraries for downloads read them
 * while they are loaded, and with each call: this is to be done before.
 *
 * @param isDownloading the step downloads something: then the expressions must be such, too. notation
 *   and the agent itself do without those that are none.
 * @throws TaskError ProxyMalformed
 */
export function checkProxy(isDownloading: boolean): void {
  const address = variable('Agent.ProxyUrl');
  if (address === undefined) return;
  parsedProxy(address);
  const expressions = bypassExpressions();
  if (!isDownloading) return;
  fullAddress(address);
  for (const expression of expressions) {
    try {
      new RegExp(expression, 'i');
    } catch (error) {
      throw malformed(error);
    }
  }
}

/** The agent's bypass list, regular expressions, as far as NO_PROXY can say it. */
function bypassList(): string {
  const expressions = bypassExpressions();
  const hosts = expressions.map((expression) => {
    const host = bypassedHost(expression);
    if (host === undefined)
      debug(`NO_PROXY cannot say this expression of the proxy bypass list: ${expression}`);
    return host;
  });
  return hosts.filter((host) => host !== undefined).join(',');
}

/** What stands for `anything` before a dot in expressions of this kind. */
const anything = /(?:\.[*+]|\[\^\/\][*+]|\\w\+)/.source;
const scheme = /^(?:\(?http(?:s\??)?:(?:\/\/|\\\/\\\/)\)?\??|\(https\?\):(?:\/\/|\\\/\\\/))/;
const rest = /(?:\$|\.\*|\/|\\\/|\(:\\d\+\)\?|\(\/\.\*\)\?)+$/;
const below = new RegExp(`^${anything}?\\\\\\.`);
const hostOrBelow = new RegExp(`^\\(${anything}\\\\\\.\\)\\?`);

/**
 * The host that a regular expression over URLs means, where it means just one, or all below a
 * domain (`.example.com`); a host by itself stands for all below it, too (Go: httpproxy).
 */
export function bypassedHost(expression: string): string | undefined {
  const bare = expression
    .replace(/^\^/, '')
    .replace(scheme, '')
    .replace(rest, '')
    .replace(hostOrBelow, '');
  const host = bare.replace(below, '');
  if (!/^[A-Za-z0-9-]+(?:\\?\.[A-Za-z0-9-]+)*(?::\d+)?$/.test(host)) return undefined;
  return `${host === bare ? '' : '.'}${host.replace(/\\/g, '')}`;
}
