import type { Agent, RequestOptions } from 'node:http';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { readProxySettings } from '../network/agentProxy';
import { type Connections, createConnections } from '../network/connections';
import { NetworkError } from '../network/networkError';
import { type ProxySettings, proxyFor } from '../network/proxy';
import { readCertificates } from '../network/taskClient';
import { proxyAuthorization } from '../network/tunnel';
import { type RequestHandler, requestHandler } from './requestHandler';

/** The route of the tool library's requests. */
export interface Route {
  /**
   * Routes each request through the proxy that `proxyFor` selects for its address. It must be the last
   * handler.
   */
  readonly handler: RequestHandler;
  /** Ends pending connection attempts. The caller owns established connections. */
  close(): void;
}

/** Node ignores a connection that comes with an error. */
const noConnection = undefined as unknown as Duplex;

type Done = (error: Error | null, connection: Duplex) => void;

/** The target and the proxy of a connection. */
interface Way {
  readonly protocol: 'http:' | 'https:';
  readonly host: string;
  readonly port: number;
  readonly tunnel: URL | undefined;
}

/**
 * Opens the route for the requests of one download.
 *
 * @param onConnection receives each connection before the first byte is sent
 * @throws TaskError ProxyMalformed
 */
export function openRoute(onConnection: (connection: Duplex) => void): Route {
  const settings = readProxySettings(process.env);
  const connections = createConnections(1, () => readCertificates({ environment: process.env }));
  const closed = new AbortController();
  const connect = async (way: Way, done: Done): Promise<void> => {
    // Certificates are read only for a connection that needs them.
    if (way.protocol === 'https:') await connections.prepareTls();
    // The tool library retries a broken connection by itself, even when this task closed the connection.
    if (closed.signal.aborted)
      throw new NetworkError('canceled', way.host, 'the download was given up');
    makeConnection(connections, way, closed.signal, (error, connection) => {
      if (error === null) onConnection(connection);
      done(error, connection);
    });
  };
  return {
    handler: requestHandler((options) => {
      const way = findWay(options, settings);
      // Without an agent, Node uses the connection of this function alone.
      options.agent = undefined;
      options.createConnection = (_options, done) => {
        connect(way, done).catch((error: unknown) => done(error as Error, noConnection));
        return undefined;
      };
    }),
    close: () => {
      closed.abort();
      connections.close();
    },
  };
}

/** Finds the route of a request. A plain HTTP request through a proxy is addressed to the proxy. */
function findWay(options: RequestOptions, settings: ProxySettings): Way {
  // The tool library selects the protocol by the agent alone.
  const { protocol } = options.agent as Agent & { protocol: Way['protocol'] };
  const url = new URL(
    `${protocol}//${String(options.host)}:${String(options.port)}${String(options.path)}`,
  );
  const proxy = proxyFor(url, settings);
  options.headers = { ...(options.headers as object), host: url.host };
  if (proxy === undefined || protocol === 'https:') {
    options.host = bareHost(url);
    return { protocol, host: bareHost(url), port: Number(options.port), tunnel: proxy };
  }
  const proxyProtocol = proxy.protocol;
  if (proxyProtocol !== 'http:' && proxyProtocol !== 'https:') {
    throw new NetworkError('proxy', proxy.host, 'only http and https proxies are supported');
  }
  const authorization = proxyAuthorization(proxy);
  options.path = url.href;
  if (authorization !== undefined) {
    options.headers = { ...options.headers, 'proxy-authorization': authorization };
  }
  const port = Number(proxy.port || (proxyProtocol === 'https:' ? 443 : 80));
  return { protocol: proxyProtocol, host: bareHost(proxy), port, tunnel: undefined };
}

function makeConnection(
  connections: Connections,
  { protocol, host, port, tunnel }: Way,
  settled: AbortSignal,
  done: Done,
): void {
  const servername = isIP(host) === 0 ? host : '';
  const options = { host, port, servername, tunnel, settled };
  const agent = connections.agentFor(protocol, true) as Agent & {
    createConnection(options: object, done: Done): Duplex | undefined;
  };
  // A tunnel connection arrives later. Any other connection is returned at once, and Node would call
  // `done` again for it.
  const later = tunnel === undefined ? (): void => undefined : done;
  const connection = agent.createConnection(options, later);
  if (connection !== undefined) done(null, connection);
}

function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}
