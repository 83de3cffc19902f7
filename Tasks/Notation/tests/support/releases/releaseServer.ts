import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer, type FaultHook, type ReleaseRequest } from './fault';

/** A loopback server with the paths of a release host. */
export interface ReleaseServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Every request so far, oldest first. */
  readonly requests: readonly ReleaseRequest[];
  /** Serves a file of a release of `owner/repo` and gives its URL. */
  add(repository: string, version: string, file: string, content: Buffer): string;
  /** Replaces the fault hook; without one every file is served as it is. */
  setFault(hook: FaultHook | undefined): void;
  /** Ends the server and whatever connection is still open. */
  stop(): Promise<void>;
}

/** Starts a release server without files, with a fault hook on demand. */
export async function startReleaseServer(fault?: FaultHook): Promise<ReleaseServer> {
  const files = new Map<string, Buffer>();
  const attempts = new Map<string, number>();
  const requests: ReleaseRequest[] = [];
  let hook = fault;
  const server = createServer((incoming, response) => {
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
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
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
