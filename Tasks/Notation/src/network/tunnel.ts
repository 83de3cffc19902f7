import { type Socket, connect as connectPlain } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { SecureContext } from 'node:tls';
import { NetworkError, toNetworkError } from './networkError';

/** The proxy and the target of a tunnel. */
export interface TunnelOptions {
  readonly proxy: URL;
  /** `host:port` of the server behind the proxy. */
  readonly target: string;
  /** TLS options for a proxy that is reached over TLS. */
  readonly secureContext: () => SecureContext;
  /** Ends the attempt when the caller has given up. */
  readonly signal: AbortSignal;
}

/** The largest head of a proxy's answer, in bytes: a status line and a few headers. */
const MAX_HEAD_BYTES = 16 * 1024;

/** The end of the head (RFC 9112, section 2.1). */
const HEAD_END = '\r\n\r\n';

/**
 * Opens a connection to a server through a proxy by CONNECT (RFC 9110, section 9.3.6).
 *
 * @returns a socket on which only the proxy's answer was read
 * @throws NetworkError; `proxy` where the proxy answers anything but a plain success
 */
export async function openTunnel(options: TunnelOptions): Promise<Socket> {
  const { proxy, target, signal } = options;
  const socket = connectToProxy(options);
  const abandon = (): void => void socket.destroy();
  signal.addEventListener('abort', abandon);
  if (signal.aborted) abandon();
  try {
    socket.write(requestFor(proxy, target));
    const status = await readStatus(socket, proxy.host);
    if (status >= 200 && status < 300) return socket;
    throw new NetworkError('proxy', proxy.host, `the proxy answered with status ${status}`);
  } catch (error) {
    socket.destroy();
    throw toNetworkError(error, proxy.host);
  } finally {
    signal.removeEventListener('abort', abandon);
  }
}

function connectToProxy({ proxy, secureContext }: TunnelOptions): Socket {
  const isTls = proxy.protocol === 'https:';
  if (!isTls && proxy.protocol !== 'http:') {
    throw new NetworkError('proxy', proxy.host, 'only http and https proxies are supported');
  }
  const host = proxy.hostname.replace(/^\[|\]$/g, '');
  const port = Number(proxy.port || (isTls ? 443 : 80));
  if (!isTls) return connectPlain({ host, port });
  return connectTls({
    host,
    port,
    servername: host,
    secureContext: secureContext(),
    rejectUnauthorized: true,
  });
}

function requestFor(proxy: URL, target: string): string {
  const authorization = proxyAuthorization(proxy);
  const login = authorization === undefined ? '' : `Proxy-Authorization: ${authorization}\r\n`;
  return `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${login}\r\n`;
}

/**
 * The value of the `Proxy-Authorization` header for user and password in the proxy's address;
 * undefined without them.
 */
export function proxyAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const login = `${decode(username)}:${decode(password)}`;
  return `Basic ${Buffer.from(login).toString('base64')}`;
}

/** A percent sign that encodes no character stays unchanged. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readStatus(socket: Socket, proxy: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let head = '';
    const settle = (outcome: number | NetworkError): void => {
      socket.off('data', onData).off('error', onError).off('close', onClose);
      socket.on('error', () => undefined); // a late error must not end the process
      socket.pause();
      if (typeof outcome === 'number') resolve(outcome);
      else reject(outcome);
    };
    const onData = (chunk: Buffer): void => {
      head += chunk.toString('latin1');
      const end = head.indexOf(HEAD_END);
      if (end < 0 && head.length <= MAX_HEAD_BYTES) return;
      const status = /^HTTP\/1\.[01] (\d{3})[ \r]/.exec(head)?.[1];
      // The server behind the proxy sends nothing before the client's first TLS message.
      const isExact = end >= 0 && end + HEAD_END.length === head.length;
      const isRefusal = end >= 0 && status !== undefined && !status.startsWith('2');
      if (status !== undefined && (isExact || isRefusal)) settle(Number(status));
      else settle(new NetworkError('proxy', proxy, 'the proxy did not answer as a proxy does'));
    };
    const onError = (error: Error): void => settle(toNetworkError(error, proxy));
    const onClose = (): void =>
      settle(new NetworkError('reset', proxy, 'the proxy ended the connection'));
    socket.on('data', onData).on('error', onError).on('close', onClose);
  });
}
