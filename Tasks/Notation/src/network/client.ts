import { type Certificates, createConnections } from './connections';
import { StaleConnectionError, exchange } from './exchange';
import type { HttpRequest, HttpResponse } from './httpMessage';
import { createLimiter } from './limiter';
import { NetworkError, toNetworkError } from './networkError';

export type { HttpRequest, HttpResponse };

export interface HttpClient {
  /**
   * Makes one call without following redirects. The call always settles within the request's time limit.
   *
   * @throws NetworkError
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Closes the idle connections. */
  close(): void;
}

export interface HttpClientOptions {
  /** Connections to one host at once, idle connections included. */
  readonly maxConnectionsPerHost?: number;
  /** The proxy for a URL; undefined for a direct connection. */
  readonly proxyFor: (url: URL) => URL | undefined;
  /** Node's own roots by default. */
  readonly certificates?: Certificates;
}

const MAX_CONNECTIONS_PER_HOST = 8;

/** Creates a client for calls of this task. Idle connections do not keep the process alive; calls do. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { maxConnectionsPerHost = MAX_CONNECTIONS_PER_HOST, certificates = () => ({}) } = options;
  const connections = createConnections(maxConnectionsPerHost, certificates);
  const limiter = createLimiter(maxConnectionsPerHost);
  return {
    send: (request) =>
      settleInTime(request, async (settled) => {
        const release = await limiter.acquire(request.url.origin, settled, request.order);
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
          setImmediate(release); // Node returns the connection to its pool only after this turn
        }
      }),
    close: () => connections.close(),
  };
}

/**
 * Settles when the work settles, when the request's time is over, or when its signal is aborted.
 *
 * @param work receives a signal that is aborted when the call has settled
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
