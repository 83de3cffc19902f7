import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request to one of the services, its body read to the end. */
export interface ServiceRequest {
  /** The name that the client asked for, without a port. */
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a service answers; `drop` breaks the connection. */
export type ServiceAnswer =
  | 'drop'
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Sent as JSON. */
      readonly body?: unknown;
    };

/** Answers what is asked of one service. */
export type Service = (request: ServiceRequest) => ServiceAnswer | Promise<ServiceAnswer>;

/** A loopback server behind which the services of several hosts stand. */
export interface ServiceServer {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts a server that hands each request to the service of the host that was asked for.
 * @param tls PEM key and certificate; plain HTTP without them
 */
export async function startServices(
  services: (host: string) => Service | undefined,
  tls?: { readonly key: string; readonly cert: string },
): Promise<ServiceServer> {
  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    serve(services, incoming, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  services: (host: string) => Service | undefined,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', url = '/', headers } = incoming;
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  const { pathname: path, searchParams: query } = new URL(url, `http://${host}`);
  const request = { host, method, path, query, headers, body: await text(incoming) };
  const answer = (await services(host)?.(request)) ?? { status: 404 };
  if (answer === 'drop') {
    incoming.socket.destroy();
    return;
  }
  const type = answer.body === undefined ? {} : { 'Content-Type': 'application/json' };
  response.writeHead(answer.status, { ...type, ...answer.headers });
  response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
}
