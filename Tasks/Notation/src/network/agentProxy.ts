import { logDebug } from '../agent/log';
import { maskSecret } from '../agent/secret';
import { secretVariable, variable } from '../agent/variable';
import { TaskError, causeOf } from '../errors';
import { type ProxySettings, parseProxyAddress } from './proxy';

/**
 * The settings that select the proxy of a call: the agent's settings first, then the variables of the
 * environment. Passwords in the settings are masked.
 *
 * @param environment the environment that the step was started with
 * @throws TaskError ProxyMalformed
 */
export function readProxySettings(environment: NodeJS.ProcessEnv): ProxySettings {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY']) {
    maskLogin(environment[name] || environment[name.toLowerCase()] || '');
  }
  const address = secretVariable('Agent.ProxyUrl');
  if (address === undefined) return { environment };
  const withLogin = addLogin(address);
  maskLogin(withLogin);
  return { environment, agent: { address: withLogin, bypass: bypassExpressions() } };
}

/** User and password come from their own variables, or from the address. */
function addLogin(address: string): string {
  const url = parsedAddress(address);
  const username = variable('Agent.ProxyUsername');
  if (username !== undefined) {
    url.username = encodeURIComponent(username);
    url.password = encodeURIComponent(secretVariable('Agent.ProxyPassword') ?? '');
  }
  return url.href;
}

/**
 * Parses the address of the agent's proxy. Unlike in Go, the scheme is required: the agent's
 * configuration requires it.
 *
 * @throws TaskError ProxyMalformed
 */
export function parsedAddress(address: string): URL {
  try {
    const url = new URL(address);
    if (url.host !== '') return url;
  } catch (error) {
    throw malformed(error);
  }
  throw malformed(new Error('its address must begin with http://'));
}

/**
 * Masks the password in a proxy's address, in its written and its decoded form. The agent masks its
 * own variable.
 */
function maskLogin(address: string): void {
  const url = parseProxyAddress(address);
  if (url === undefined || url.password === '') return;
  const [username, password] = [decoded(url.username), decoded(url.password)];
  const forms = [url.password, password, Buffer.from(`${username}:${password}`).toString('base64')];
  const known = secretVariable('Agent.ProxyPassword');
  for (const form of new Set(forms)) if (form !== known) maskSecret(form);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign that encodes no character
  }
}

/** An invalid expression bypasses nothing, as in the agent (agent: VstsAgentWebProxy.cs). */
function bypassExpressions(): RegExp[] {
  return bypassList().flatMap((expression) => {
    try {
      return new RegExp(expression, 'i');
    } catch (error) {
      logDebug(`not an expression of the proxy bypass list: ${causeOf(error)}`);
      return [];
    }
  });
}

/**
 * The texts of the agent's bypass list, which are meant as regular expressions.
 *
 * @throws TaskError ProxyMalformed
 */
export function bypassList(): readonly string[] {
  const list = parsedList(variable('Agent.ProxyBypassList') ?? '[]');
  if (!Array.isArray(list) || !list.every((item): item is string => typeof item === 'string')) {
    throw malformed('its bypass list is no list of texts');
  }
  return list;
}

function parsedList(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed(error);
  }
}

/** The error for settings of the agent's proxy that cannot be read. */
export function malformed(error: unknown): TaskError {
  return new TaskError('ProxyMalformed', [causeOf(error)], { cause: error });
}
