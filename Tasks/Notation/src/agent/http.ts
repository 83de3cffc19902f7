import * as tl from 'azure-pipelines-task-lib/task';
import type { HttpClient } from 'typed-rest-client/HttpClient';
import { quietly } from './library';

/** Milliseconds without a byte after which a call is given up. */
const SOCKET_TIMEOUT = 30_000;

/**
 * A client for calls of our own, by the proxy and with the certificates of the agent. It follows no
 * redirect: the client would send body and headers along, with the tokens in them. It is loaded only
 * here: most steps make no call of their own.
 */
export async function httpClient(): Promise<HttpClient> {
  const { HttpClient } = await import('typed-rest-client/HttpClient.js');
  const proxy = quietly(() => tl.getHttpProxyConfiguration());
  const cert = quietly(() => tl.getHttpCertConfiguration());
  return new HttpClient('notation-azure-pipelines', [], {
    ...(proxy === null ? {} : { proxy }),
    ...(cert === null ? {} : { cert }),
    socketTimeout: SOCKET_TIMEOUT,
    allowRedirects: false,
    allowRetries: true,
    maxRetries: 3,
  });
}

const ATTEMPTS = 4;

/** Milliseconds before the second attempt; doubled after each. */
const PAUSE = 500;

/**
 * Posts, again where the server or the way to it fails for a moment: the client itself repeats only
 * calls that read.
 *
 * @throws what the last attempt threw
 */
export async function post(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): ReturnType<HttpClient['post']> {
  const client = await httpClient();
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await client.post(url, body, headers);
      const status = response.message.statusCode ?? 0;
      if (attempt === ATTEMPTS || (status !== 429 && status < 500)) return response;
      response.message.resume();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE * 2 ** (attempt - 1)));
  }
}
