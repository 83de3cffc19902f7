import { parseIpAddress, classifyAddress } from './ipAddress';
import { NetworkError } from './networkError';
import { parseNoProxy } from './noProxy';

/** The agent's own proxy settings. */
export interface AgentProxy {
  /** The address, with user and password where it has them. */
  readonly address: string;
  /** Regular expressions over whole URLs. A matching URL uses no proxy. */
  readonly bypass: readonly RegExp[];
}

/** All settings that select the proxy of a call. */
export interface ProxySettings {
  /** The agent's settings; undefined where the agent has no proxy. The environment decides then. */
  readonly agent?: AgentProxy | undefined;
  /** The environment of the step at its start. */
  readonly environment: NodeJS.ProcessEnv;
}

/** The one address of the metadata services of Azure, AWS and Google Cloud. */
export const METADATA_HOST = '169.254.169.254';

/**
 * Selects the proxy for a URL. The agent's settings come first, then the variables as Go reads them
 * (golang.org/x/net/http/httpproxy), upper case first. NO_PROXY applies to both. Calls to this machine
 * and to the metadata service never use a proxy.
 *
 * @returns undefined for a direct connection
 * @throws NetworkError `proxy` where a CGI request could have set HTTP_PROXY (https://go.dev/s/cgihttpproxy)
 */
export function proxyFor(url: URL, { agent, environment }: ProxySettings): URL | undefined {
  const address = agent?.address ?? variableFor(url, environment);
  const proxy = parseProxyAddress(address);
  if (proxy === undefined) return undefined;
  if (agent === undefined && url.protocol === 'http:' && environment['REQUEST_METHOD']) {
    const reason = 'HTTP_PROXY is refused where REQUEST_METHOD is set';
    throw new NetworkError('proxy', proxy.host, reason);
  }
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (isThisMachine(host) || host === METADATA_HOST) return undefined;
  if (parseNoProxy(either(environment, 'NO_PROXY'))(host, port)) return undefined;
  const bare = `${url.origin}${url.pathname}`;
  return agent?.bypass.some((expression) => expression.test(bare)) === true ? undefined : proxy;
}

/**
 * Reads the address of a proxy as Go does: `http://` may be left out.
 *
 * @returns undefined for an empty text and for an invalid address. Go connects directly then
 */
export function parseProxyAddress(text: string): URL | undefined {
  for (const candidate of text === '' ? [] : [text, `http://${text}`]) {
    try {
      const url = new URL(candidate);
      if (url.host !== '') return url;
    } catch {
      // Try the next candidate.
    }
  }
  return undefined;
}

function variableFor(url: URL, environment: NodeJS.ProcessEnv): string {
  return either(environment, url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
}

/** A variable of the environment in upper case, or in lower case where that one is not set. */
export function either(environment: NodeJS.ProcessEnv, name: string): string {
  return environment[name] || environment[name.toLowerCase()] || '';
}

function isThisMachine(host: string): boolean {
  const address = parseIpAddress(host);
  return address === undefined ? host === 'localhost' : classifyAddress(address) === 'loopback';
}
