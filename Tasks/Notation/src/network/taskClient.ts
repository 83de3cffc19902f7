import { readFileSync } from 'node:fs';
import type { SecureContextOptions } from 'node:tls';
import { maskSecret } from '../agent/secret';
import { secretVariable, variable } from '../agent/variable';
import { readProxySettings } from './agentProxy';
import { type HttpClient, createHttpClient } from './client';
import { proxyFor } from './proxy';
import { readRoots } from './roots';

/** The options of a client for this step. */
export interface TaskClientOptions {
  /** The environment that the step was started with. */
  readonly environment: NodeJS.ProcessEnv;
  readonly maxConnectionsPerHost?: number;
  /** Whether servers that request a client certificate receive the agent's. Set it for Azure DevOps alone. */
  readonly hasClientCertificate?: boolean;
}

/**
 * Creates a client with the proxy, the authorities and, on request, the client certificate of the agent.
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

/** The authorities that this step trusts and, on request, the agent's client certificate. */
export async function readCertificates({
  environment,
  hasClientCertificate = false,
}: TaskClientOptions): Promise<SecureContextOptions> {
  const ca = await knownRoots(environment);
  return { ca, ...(hasClientCertificate ? clientCertificate() : {}) };
}

/** Reading some hundred roots takes a fraction of a second, and a step creates several clients. */
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
