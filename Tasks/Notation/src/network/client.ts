import { type Certificates, createConnections } from './connections';
import { StaleConnectionError, exchange } from './exchange';
import type { HttpRequest, HttpResponse } from './httpMessage';
import { createLimiter } from './limiter';
import { NetworkError, toNetworkError } from './networkError';

export type { HttpRequest, HttpResponse };

export interface HttpClient {
  /**
   * Makes one call. It follows no redirect, and it settles within the request's time whatever the server does.
   *
   * @throws NetworkError
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Closes the connections that are kept open. */
  close(): void;
}

export interface HttpClientOptions {
  /** Connections to one host at once, kept open ones included. */
  readonly maxConnectionsPerHost?: number;
  /** The proxy for a URL; undefined for a direct connection. */
  readonly proxyFor: (url: URL) => URL | undefined;
  /** Node's own roots by default. */
  readonly certificates?: Certificates;
}

const MAX_CONNECTIONS_PER_HOST = 8;

/** A client for all calls of this task. Kept connections do not keep the process alive; calls do. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { maxConnectionsPerHost = MAX_CONNECTIONS_PER_HOST, certificates = () => ({}) } = options;
  const connections = createConnections(maxConnectionsPerHost, certificates);
  const limiter = createLimiter(maxConnectionsPerHost);
  return {
    send: (request) =>
      settleInTime(request, async (settled) => {
        const release = await limiter.acquire(request.url.origin, settled);
        try {
          const proxy = options.proxyFor(request.url);
          const protocols = [request.url.protocol, proxy?.protocol];
          if (protocols.includes('https:')) await connections.prepareTls();
          const context = { connections, proxy, settled };
          return await exchange(request, { ...context, isFresh: false }).catch((error: unknown) => {
            if (!(error instanceof StaleConnectionError)) throw error;
            return exchange(request, { ...context, isFresh: true });
          });
        } finally {
          setImmediate(release); // Node takes the connection back only after this turn
        }
      }),
    close: () => connections.close(),
  };
}

/**
 * Settles when the work does, or when the request's time is over or its signal is aborted, whichever comes first.
 *
 * @param work gets a signal that is aborted as soon as the call has settled
 */
function settleInTime(
  { url, timeoutMs, signal }: HttpRequest,
  work: (settled: AbortSignal) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const controller = new AbortController();
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      settle();
      controller.abort();
    };
    const fail = (error: NetworkError): void => end(() => reject(error));
    const cancel = (): void =>
      fail(new NetworkError('canceled', url.host, 'the call was canceled'));
    const timer = setTimeout(() => {
      const reason = `no complete answer within ${timeoutMs} milliseconds`;
      fail(new NetworkError('timeout', url.host, reason));
    }, timeoutMs);
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted === true) {
      cancel();
      return;
    }
    work(controller.signal).then(
      (answer) => end(() => resolve(answer)),
      (error: unknown) => fail(toNetworkError(error, url.host)),
    );
  });
}
