import { logDebug } from '../agent/log';
import { secretVariable, variable } from '../agent/variable';
import { bypassList, malformed, parsedAddress, readProxySettings } from './agentProxy';
import { METADATA_HOST, either } from './proxy';

/** The variables that name the proxy of a program. Go does not read ALL_PROXY, so it stays unchanged. */
const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'] as const;

/**
 * Writes the proxy and certificate settings of this task as environment variables, so that a child
 * program selects the same proxy as `proxyFor`. The agent does not set such variables (agent:
 * ExecutionContext.cs).
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

/**
 * Removes each variable that a program might read in place of the one that is set. Windows ignores the
 * case of names.
 */
function otherSpellings(step: NodeJS.ProcessEnv): Record<string, undefined> {
  const found = Object.keys(step).filter((name) => names.some((one) => one === name.toUpperCase()));
  return Object.fromEntries(found.map((name) => [name, undefined]));
}

/**
 * The metadata service issues tokens of the machine's identity. A proxy in its place could issue
 * tokens of another identity.
 */
function exceptions(step: NodeJS.ProcessEnv, bypassed: readonly string[]): string {
  const own = either(step, 'NO_PROXY').split(',');
  const all = [...own, ...bypassed, METADATA_HOST].map((one) => one.trim());
  return [...new Set(all)].filter((one) => one !== '').join(',');
}

/**
 * Refuses unreadable settings of the agent's proxy. Call it before the download libraries are loaded:
 * they read the settings at load time and with each call.
 *
 * @param isDownloading whether the step downloads files. The bypass expressions must be valid then;
 * notation and the agent ignore invalid ones.
 * @throws TaskError ProxyMalformed
 */
export function checkProxy(isDownloading: boolean): void {
  const address = secretVariable('Agent.ProxyUrl');
  if (address === undefined) return;
  parsedAddress(address);
  const expressions = bypassList();
  if (!isDownloading) return;
  for (const expression of expressions) {
    try {
      new RegExp(expression, 'i');
    } catch (error) {
      throw malformed(error);
    }
  }
}

/**
 * Translates the agent's bypass list of regular expressions to NO_PROXY, as far as NO_PROXY can
 * express it.
 */
function bypassedHosts(): string[] {
  return bypassList().flatMap((expression) => {
    const host = bypassedHost(expression);
    if (host === undefined) {
      logDebug(`NO_PROXY cannot say this expression of the proxy bypass list: ${expression}`);
    }
    return host ?? [];
  });
}

/** The patterns that mean `anything` before a dot in such expressions. */
const anything = /(?:\.[*+]|\[\^\/\][*+]|\\w\+)/.source;
const scheme = /^(?:\(?http(?:s\??)?:(?:\/\/|\\\/\\\/)\)?\??|\(https\?\):(?:\/\/|\\\/\\\/))/;
const rest = /(?:\$|\.\*|\/|\\\/|\(:\\d\+\)\?|\(\/\.\*\)\?)+$/;
const below = new RegExp(`^${anything}?\\\\\\.`);
const hostOrBelow = new RegExp(`^\\(${anything}\\\\\\.\\)\\?`);

/**
 * The host that a regular expression over URLs matches, where it matches one host, or all hosts below a
 * domain (`.example.com`). In NO_PROXY a host includes all hosts below it (Go: httpproxy).
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
