import { type IncomingMessage, type RequestOptions, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP } from 'node:net';
import type { HttpRequest, HttpResponse } from './httpMessage';
import type { ConnectionOptions, Connections } from './connections';
import { NetworkError, toNetworkError } from './networkError';
import { proxyAuthorization } from './tunnel';

/** The context of an exchange. */
export interface ExchangeContext {
  readonly connections: Connections;
  readonly proxy: URL | undefined;
  /** Whether to use a new connection, because a shared one was closed. */
  readonly isFresh: boolean;
  /** Aborted when the call has settled for any reason. */
  readonly settled: AbortSignal;
}

/** The server closed a shared connection before it answered the request. */
export class StaleConnectionError extends Error {}

/** Bytes of an answer's status line and headers. */
const MAX_HEAD_BYTES = 32 * 1024;

/**
 * Interim answers (1xx) before the final answer. Each has its own head, so the bound for heads does
 * not limit their number.
 */
const MAX_INTERIM_ANSWERS = 8;

const USER_AGENT = 'notation-azure-pipelines';

/**
 * Sends one request over one connection and reads its answer.
 *
 * @throws NetworkError; StaleConnectionError where an idempotent request may be sent again at once
 */
export function exchange(request: HttpRequest, context: ExchangeContext): Promise<HttpResponse> {
  const { host, protocol } = request.url;
  return new Promise((resolve, reject) => {
    if (context.settled.aborted) {
      reject(closed(host)); // nothing would end a request that begins now
      return;
    }
    const options = optionsFor(request, context);
    const send = options.protocol === 'https:' ? secureRequest : plainRequest;
    const outgoing = send(options);
    let hasAnswer = false;
    let interim = 0;
    const fail = (thrown: unknown): void => {
      const error = toNetworkError(thrown, host);
      const isIdempotent = request.method === 'GET' || request.method === 'HEAD';
      const isLost = outgoing.reusedSocket && !hasAnswer && error.kind === 'reset' && isIdempotent;
      const isStale = isLost && !context.isFresh && !context.settled.aborted;
      reject(isStale ? new StaleConnectionError() : error);
      outgoing.destroy();
    };
    const refuse = (reason: string): void => fail(new NetworkError('protocol', host, reason));
    const abandon = (): void => void outgoing.destroy();
    context.settled.addEventListener('abort', abandon);
    outgoing
      .on('error', fail)
      .on('close', () => {
        // The connection may also end after a complete answer. The reader of the body decides.
        if (!hasAnswer) fail(closed(host));
      })
      .on('upgrade', (_answer, socket) => {
        refuse(switched);
        socket.destroy();
      })
      .on('information', () => {
        interim += 1;
        if (interim > MAX_INTERIM_ANSWERS) refuse('the server sends interim answers without end');
      })
      .on('response', (answer) => {
        hasAnswer = true;
        if (answer.statusCode === 101) {
          refuse(switched); // Node treats a 101 without an Upgrade header as the final answer
          return;
        }
        const { proxy } = context;
        if (answer.statusCode === 407 && proxy !== undefined && protocol === 'http:') {
          fail(new NetworkError('proxy', proxy.host, 'the proxy answered with status 407'));
          return;
        }
        readBody(answer, request, fail, (body) => {
          // The listener would close a connection that other calls can share.
          if (outgoing.writableFinished) context.settled.removeEventListener('abort', abandon);
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body });
        });
      });
    outgoing.end(request.body);
  });
}

const switched = 'the server answered with status 101, which was not asked for';

function closed(host: string): NetworkError {
  return new NetworkError('reset', host, 'the connection ended before the answer was complete');
}

function readBody(
  answer: IncomingMessage,
  { url, method, maxBytes }: HttpRequest,
  fail: (error: unknown) => void,
  done: (body: Buffer) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const isSuccess = String(answer.statusCode).startsWith('2');
  const encoding = answer.headers['content-encoding'] ?? 'identity';
  const isEncoded = encoding.trim().toLowerCase() !== 'identity';
  const tooLarge = (): void =>
    fail(new NetworkError('tooLarge', url.host, `the answer has more than ${maxBytes} bytes`));
  // An error without a listener would end the process.
  answer.on('error', fail);
  if (isEncoded && isSuccess) {
    fail(
      new NetworkError(
        'protocol',
        url.host,
        'the answer has a content encoding, which was not asked for',
      ),
    );
    return;
  }
  const { 'content-length': length = '0', 'transfer-encoding': transfer } = answer.headers;
  if (answer.statusCode === 204 && (length !== '0' || transfer !== undefined)) {
    fail(new NetworkError('protocol', url.host, 'the answer has a body that its status forbids'));
    return;
  }
  if (method !== 'HEAD' && Number(length) > maxBytes) {
    tooLarge();
    return;
  }
  answer
    .on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) tooLarge();
      else if (!isEncoded) chunks.push(chunk);
    })
    .on('close', () => fail(closed(url.host)))
    .on('end', () => {
      if (answer.complete) done(Buffer.concat(chunks));
      else fail(closed(url.host));
    });
}

/**
 * Builds the options from the parts of the URL. Node would send the user information of a whole URL as
 * a login.
 */
function optionsFor(request: HttpRequest, context: ExchangeContext): RequestOptions {
  const { url, method, body, headers } = request;
  const { proxy, connections, isFresh, settled } = context;
  const isTls = url.protocol === 'https:';
  const path = `${url.pathname}${url.search}`;
  const server = proxy !== undefined && !isTls ? checkedProxy(proxy) : url;
  const authorization = server === proxy ? proxyAuthorization(server) : undefined;
  const host = server.hostname.replace(/^\[|\]$/g, '');
  const options: ConnectionOptions = {
    method,
    protocol: server.protocol,
    host,
    servername: isIP(host) === 0 ? host : '', // Node would take the name of the Host header
    port: server.port || (server.protocol === 'https:' ? 443 : 80),
    path: server === url ? path : `${url.origin}${path}`,
    headers: {
      'user-agent': USER_AGENT,
      ...headers,
      host: url.host,
      'accept-encoding': 'identity',
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
    },
    maxHeaderSize: MAX_HEAD_BYTES,
    insecureHTTPParser: false,
    agent: connections.agentFor(server.protocol, isFresh),
    tunnel: isTls ? proxy : undefined,
    settled,
  };
  return options;
}

function checkedProxy(proxy: URL): URL {
  if (proxy.protocol === 'http:' || proxy.protocol === 'https:') return proxy;
  throw new NetworkError('proxy', proxy.host, 'only http and https proxies are supported');
}
