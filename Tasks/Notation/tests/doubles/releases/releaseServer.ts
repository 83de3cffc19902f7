import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { answer, type FaultHook, type ReleaseRequest } from './fault';

/** A loopback server with the paths of a release host. */
export interface ReleaseServer {
  /** `http://127.0.0.1:PORT`, or `https://` where it speaks TLS */
  readonly url: string;
  /** Every request so far, oldest first. */
  readonly requests: readonly ReleaseRequest[];
  /** How many connections were opened so far, those without a request among them. */
  readonly connections: number;
  /** Serves a file of a release of `owner/repo` and gives its URL. */
  add(repository: string, version: string, file: string, content: Buffer): string;
  /** Replaces the fault hook; without one every file is served as it is. */
  setFault(hook: FaultHook | undefined): void;
  /** Ends the server and whatever connection is still open. */
  stop(): Promise<void>;
}

/**
 * Starts a release server without files, with a fault hook on demand.
 * @param tls PEM key and certificate; plain HTTP without them
 */
export async function startReleaseServer(
  fault?: FaultHook,
  tls?: { readonly key: string; readonly cert: string },
): Promise<ReleaseServer> {
  const files = new Map<string, Buffer>();
  const attempts = new Map<string, number>();
  const requests: ReleaseRequest[] = [];
  let hook = fault;
  let connections = 0;
  const serve = (incoming: IncomingMessage, response: ServerResponse): void => {
    const { method = '', url = '', headers } = incoming;
    const request = { method, url, headers };
    requests.push(request);
    const attempt = (attempts.get(url) ?? 0) + 1;
    attempts.set(url, attempt);
    const chosen = hook?.(request, attempt);
    const file = files.get(url.replace(/\?.*/, ''));
    if (file === undefined && chosen === undefined) {
      response.writeHead(404).end('Not Found');
      return;
    }
    void answer(response, file ?? Buffer.alloc(0), chosen);
  };
  const server = tls === undefined ? createServer(serve) : createTlsServer({ ...tls }, serve);
  server.on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const scheme = tls === undefined ? 'http' : 'https';
  const url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    get connections() {
      return connections;
    },
    add(repository, version, file, content) {
      const path = `/${repository}/releases/download/v${version}/${file}`;
      files.set(path, content);
      return url + path;
    },
    setFault(next) {
      hook = next;
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
