import * as tl from 'azure-pipelines-task-lib/task';
import { HttpClient } from 'typed-rest-client/HttpClient';
import { quietly } from './quietly';

/** Milliseconds without a byte after which a call is given up. */
const SOCKET_TIMEOUT = 30_000;

/** A client for calls of our own, by the proxy and with the certificates of the agent. */
export function httpClient(): HttpClient {
  const proxy = quietly(() => tl.getHttpProxyConfiguration());
  const cert = quietly(() => tl.getHttpCertConfiguration());
  return new HttpClient('notation-azure-pipelines', [], {
    ...(proxy === null ? {} : { proxy }),
    ...(cert === null ? {} : { cert }),
    socketTimeout: SOCKET_TIMEOUT,
    allowRetries: true,
    maxRetries: 3,
  });
}
