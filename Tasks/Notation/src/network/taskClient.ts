import { readFileSync } from 'node:fs';
import type { SecureContextOptions } from 'node:tls';
import { maskSecret } from '../agent/secret';
import { secretVariable, variable } from '../agent/variable';
import { readProxySettings } from './agentProxy';
import { type HttpClient, createHttpClient } from './client';
import { proxyFor } from './proxy';
import { readRoots } from './roots';

/** How this step calls others. */
export interface TaskClientOptions {
  /** The environment that the step was started with. */
  readonly environment: NodeJS.ProcessEnv;
  readonly maxConnectionsPerHost?: number;
  /** Whether servers that ask for one get the agent's client certificate: for Azure DevOps alone. */
  readonly hasClientCertificate?: boolean;
}

/**
 * A client that uses the proxy, the authorities and, where asked for, the client certificate of the agent.
 *
 * @throws TaskError ProxyMalformed
 */
export function createTaskClient(options: TaskClientOptions): HttpClient {
  const { environment, maxConnectionsPerHost } = options;
  const settings = readProxySettings(environment);
  return createHttpClient({
    ...(maxConnectionsPerHost === undefined ? {} : { maxConnectionsPerHost }),
    proxyFor: (url) => proxyFor(url, settings),
    certificates: () => readCertificates(options),
  });
}

/** The authorities that this step trusts, and where asked for the agent's client certificate. */
export async function readCertificates({
  environment,
  hasClientCertificate = false,
}: TaskClientOptions): Promise<SecureContextOptions> {
  const ca = await knownRoots(environment);
  return { ca, ...(hasClientCertificate ? clientCertificate() : {}) };
}

/** Reading some hundred roots takes a part of a second, and a step makes several clients. */
const read = new Map<string, Promise<string[]>>();

function knownRoots(environment: NodeJS.ProcessEnv): Promise<string[]> {
  const agentFile = variable('Agent.CAInfo');
  const key = [agentFile, environment['SSL_CERT_FILE'], environment['SSL_CERT_DIR']].join('\n');
  const known = read.get(key);
  if (known !== undefined) return known;
  const roots = readRoots({ platform: process.platform, environment, agentFile });
  read.set(key, roots);
  return roots;
}

/** The agent's client certificate with its key, PEM, where it has one. */
function clientCertificate(): SecureContextOptions {
  const [certificate, key] = [variable('Agent.ClientCert'), variable('Agent.ClientCertKey')];
  if (certificate === undefined || key === undefined) return {};
  const passphrase = secretVariable('Agent.ClientCertPassword');
  if (passphrase !== undefined) maskSecret(passphrase);
  return {
    cert: readFileSync(certificate),
    key: readFileSync(key),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}
