import { TaskError, causeOf } from '../errors';
import { debug } from '../agent/log';
import { secretVariable, variable } from '../agent/variable';
import { readProxySettings } from './agentProxy';
import { METADATA_HOST, either } from './proxy';

/** The variables by which programs find their proxy. ALL_PROXY is none of Go's, and stays as it is. */
const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'] as const;

/**
 * The proxy and the certificates as programs look for them: what this task itself goes by, said so that a program
 * decides the same (`proxyFor`). The agent sets no such variables itself (agent: ExecutionContext.cs).
 *
 * @param step the environment that the step was started with
 * @returns changes to that environment; undefined removes a variable
 * @throws TaskError ProxyMalformed
 */
export function networkEnvironment(step: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const { agent } = readProxySettings(step);
  const address = agent?.address.replace(/\/$/, '');
  const changes: Record<string, string | undefined> = {
    ...otherSpellings(step),
    HTTP_PROXY: address ?? (either(step, 'HTTP_PROXY') || undefined),
    HTTPS_PROXY: address ?? (either(step, 'HTTPS_PROXY') || undefined),
    NO_PROXY: exceptions(step, agent === undefined ? [] : bypassedHosts()),
  };
  const authorities = variable('Agent.CAInfo');
  const hasOwn = either(step, 'SSL_CERT_FILE') !== '';
  if (authorities !== undefined && !hasOwn) changes['SSL_CERT_FILE'] = authorities;
  return changes;
}

/** Removes each variable that a program might read in place of the one that is set: Windows knows any case. */
function otherSpellings(step: NodeJS.ProcessEnv): Record<string, undefined> {
  const found = Object.keys(step).filter((name) => names.some((one) => one === name.toUpperCase()));
  return Object.fromEntries(found.map((name) => [name, undefined]));
}

/** The metadata service hands out the machine's identity: whoever is asked in its place could hand out another. */
function exceptions(step: NodeJS.ProcessEnv, bypassed: readonly string[]): string {
  const own = either(step, 'NO_PROXY').split(',');
  const all = [...own, ...bypassed, METADATA_HOST].map((one) => one.trim());
  return [...new Set(all)].filter((one) => one !== '').join(',');
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
  const address = secretVariable('Agent.ProxyUrl');
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
function bypassedHosts(): string[] {
  return bypassExpressions().flatMap((expression) => {
    const host = bypassedHost(expression);
    if (host === undefined) {
      debug(`NO_PROXY cannot say this expression of the proxy bypass list: ${expression}`);
    }
    return host ?? [];
  });
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
