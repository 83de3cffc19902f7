import type { HttpClient } from '../network/client';
import { type Clock, beforeEnd } from '../network/deadline';
import { NetworkError } from '../network/networkError';
import {
  isTransientNetworkError,
  isTransientStatus,
  parseRetryAfter,
  runWithRetry,
} from '../network/retry';
import { type Authenticator, createAuthenticator } from './authenticator';
import type { CallCounts, ReadContext } from './context';
import type { Credential } from './credential';
import { isSameOrigin } from './credentialRules';
import { RegistryFailure } from './failure';
import { waitForFirst } from './firstAnswer';
import { createPace } from './pace';
import { type FinalAnswer, sendFollowingRedirects } from './redirects';
import { createTokenStore } from './tokens';

/** One request to a registry for content of a repository. */
export interface RegistryRequest {
  readonly method: 'GET' | 'HEAD';
  readonly repository: string;
  /** The path, or a whole address of the same origin. */
  readonly path: string;
  /** The accepted media types. */
  readonly accept?: readonly string[];
  readonly maxBytes: number;
}

/** One registry: its login, its pace and its retries. */
export interface RegistryClient {
  /** The address of the registry. */
  readonly origin: URL;
  /**
   * Sends a request, with the registry's login where the registry demands it. Transient failures are retried.
   *
   * @returns an answer with a status that is 2xx, 404, 405 or 501
   * @throws RegistryFailure, NetworkError; TaskError of the docker configuration
   */
  send(request: RegistryRequest, context: ReadContext): Promise<FinalAnswer>;
}

export interface RegistryClientOptions {
  readonly http: HttpClient;
  readonly origin: URL;
  readonly findCredential: () => Promise<Credential | undefined>;
  readonly clock: Clock;
  readonly counts: CallCounts;
}

/** Milliseconds for one request. */
const TIMEOUT_MS = 30_000;

/** Milliseconds that all requests pause after a 429 without Retry-After. */
const DEFAULT_PAUSE_MS = 2000;

/** @returns a client that has made no call yet */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const { origin, clock, findCredential } = options;
  const pace = createPace(origin.host, clock);
  const tokens = createTokenStore(options);
  const authenticator = createAuthenticator(origin.host, findCredential, tokens);
  const http = countCalls(options);
  let first: Promise<void> | undefined;
  const sendOnce = async (
    request: RegistryRequest,
    context: ReadContext,
    onChallenge?: () => void,
  ): Promise<FinalAnswer> => {
    await pace.wait(context.deadline, context.signal);
    const bounded = withinTime(authenticator, origin.host, context);
    const sent = sendAuthorized(http, origin, bounded, request, { ...context, onChallenge });
    const answer = await sent.catch((error: unknown) => {
      throw isBodyOfHead(error, origin) ? wantsTlsFailure(origin.host) : error;
    });
    const failure = failureOf(answer, origin, clock);
    if (failure === undefined) return answer;
    if (failure.kind === 'throttled') pace.slowDown(failure.retryAfterMs ?? DEFAULT_PAUSE_MS);
    throw failure;
  };
  /** Requests that start together wait for the first answer, so that all share one challenge. */
  const sendAfterFirst = async (
    request: RegistryRequest,
    context: ReadContext,
  ): Promise<FinalAnswer> => {
    if (first === undefined) {
      let endWait: () => void = () => undefined;
      first = new Promise((resolve) => {
        endWait = resolve;
      });
      return sendOnce(request, context, endWait).finally(endWait);
    }
    await waitForFirst(first, context.deadline, clock);
    return sendOnce(request, context);
  };
  return {
    origin,
    send: (request, context) =>
      runWithRetry(() => sendAfterFirst(request, context), {
        deadline: context.deadline,
        signal: context.signal,
        clock,
        isRetryable: (error) =>
          isTransientNetworkError(error) ||
          (error instanceof RegistryFailure &&
            (error.kind === 'unavailable' || error.kind === 'throttled')),
        isThrottled: (error) => error instanceof RegistryFailure && error.kind === 'throttled',
        retryAfterMs: (error) =>
          error instanceof RegistryFailure ? error.retryAfterMs : undefined,
        onRetry: (error, pauseMs) => context.onRetry?.(reasonOf(error), pauseMs),
      }),
  };
}

/** Of an error that passes by itself; it holds nothing that a server sent but a status and a known error code. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

/** Requests share the login and the tokens. Each waits for them no longer than it has time. */
function withinTime(
  authenticator: Authenticator,
  host: string,
  { deadline }: ReadContext,
): Authenticator {
  const over = (): Error =>
    new NetworkError('timeout', host, 'its login was not there when the time was over');
  return {
    authorize: (scope) => beforeEnd(authenticator.authorize(scope), deadline, over),
    answer: (...values) => beforeEnd(authenticator.answer(...values), deadline, over),
  };
}

function countCalls({ http, counts }: RegistryClientOptions): HttpClient {
  return {
    send: (request) => {
      counts.requests += 1;
      return http.send(request);
    },
    close: () => {
      http.close();
    },
  };
}

async function sendAuthorized(
  http: HttpClient,
  origin: URL,
  authenticator: Authenticator,
  { method, repository, path, accept = [], maxBytes }: RegistryRequest,
  {
    deadline,
    signal,
    order,
    onChallenge,
  }: ReadContext & { readonly onChallenge?: (() => void) | undefined },
): Promise<FinalAnswer> {
  const scope = `repository:${repository}:pull`;
  const send = (authorization: string | undefined): Promise<FinalAnswer> =>
    sendFollowingRedirects(http, {
      method,
      url: new URL(path, origin),
      headers: {
        ...(accept.length === 0 ? {} : { accept: accept.join(', ') }),
        ...(authorization === undefined ? {} : { authorization }),
      },
      maxBytes,
      timeoutMs: Math.max(1, Math.min(TIMEOUT_MS, deadline.remaining())),
      ...{ signal, order },
    });
  const sent = await authenticator.authorize(scope);
  const answer = await send(sent);
  if (answer.status !== 401 || !isSameOrigin(answer.url, origin)) return answer;
  const challenge = answer.headers['www-authenticate'];
  const authorization = authenticator.answer(challenge, scope, sent);
  onChallenge?.(); // the authenticator knows the challenge now
  return send(await authorization);
}

/** How a registry answers plain HTTP where it expects TLS (Go: net/http; nginx). */
const wantsTls = /HTTP request (?:was sent )?to (?:an )?HTTPS (?:server|port)/i;

/** Error codes of the specification (OCI distribution specification 1.1, error codes), and docker's TOOMANYREQUESTS. */
const errorCode =
  /"code"\s*:\s*"(BLOB_UNKNOWN|DENIED|MANIFEST_UNKNOWN|NAME_INVALID|NAME_UNKNOWN|TOOMANYREQUESTS|UNAUTHORIZED|UNSUPPORTED)"/;

/**
 * Whether the answer to a HEAD request contains that text. Such an answer must not have a body, so
 * Node's parser fails, and its error contains the bytes.
 */
function isBodyOfHead(error: unknown, origin: URL): boolean {
  const { cause } = error as { cause?: { rawPacket?: unknown } };
  const bytes = cause?.rawPacket;
  return origin.protocol === 'http:' && Buffer.isBuffer(bytes) && wantsTls.test(String(bytes));
}

function wantsTlsFailure(host: string): RegistryFailure {
  return new RegistryFailure('wantsTls', `${host} answered with status 400`);
}

function failureOf(
  { status, url, headers, body }: FinalAnswer,
  origin: URL,
  clock: Clock,
): RegistryFailure | undefined {
  if ((status >= 200 && status < 300) || [404, 405, 501].includes(status)) return undefined;
  const text = body.toString('latin1');
  const code = errorCode.exec(text)?.[1];
  const reason = `${url.host} answered with status ${status}${code === undefined ? '' : ` (${code})`}`;
  if (status === 401 && isSameOrigin(url, origin)) {
    return new RegistryFailure(
      'unauthorized',
      `${origin.host} does not accept the login (status 401)`,
    );
  }
  if (status === 403) return new RegistryFailure('forbidden', reason);
  if (status === 400 && url.protocol === 'http:' && wantsTls.test(text)) {
    return wantsTlsFailure(url.host);
  }
  if (!isTransientStatus(status)) return new RegistryFailure('unusable', reason);
  const retryAfterMs = parseRetryAfter(headers['retry-after'], clock.now());
  return new RegistryFailure(status === 429 ? 'throttled' : 'unavailable', reason, retryAfterMs);
}
