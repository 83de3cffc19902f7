import { once } from 'node:events';
import { type IncomingMessage, createServer, request } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** A request to the proxy itself. */
export interface ProxyRequest {
  readonly method: string;
  /** `host:port` of a CONNECT, the whole URL of any other. */
  readonly target: string;
  /** Whether it bore the right user and password. */
  readonly authorized: boolean;
}

export interface ProxyOptions {
  readonly username: string;
  readonly password: string;
  /** Where a `host:port` leads, for names that nobody resolves; any other leads to itself. */
  readonly routes?: Readonly<Record<string, string>>;
}

/** A proxy on the loopback interface that demands a password. */
export interface Proxy {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Every request so far, oldest first, refused ones too. */
  readonly requests: readonly ProxyRequest[];
  /** Ends the proxy and whatever connection is still open. */
  stop(): Promise<void>;
}

const challenge = { 'proxy-authenticate': 'Basic realm="proxy"', 'content-length': '0' };

/** Starts a proxy for CONNECT and for plain requests by their whole URL. */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const { username, password, routes = {} } = options;
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const requests: ProxyRequest[] = [];
  const sockets = new Set<Duplex>();
  const admit = ({ method = '', url: target = '', headers }: IncomingMessage): boolean => {
    const authorized = headers['proxy-authorization'] === expected;
    requests.push({ method, target, authorized });
    return authorized;
  };
  const server = createServer((incoming, response) => {
    if (!admit(incoming)) {
      response.writeHead(407, challenge).end();
      return;
    }
    const { host, pathname, search } = new URL(incoming.url ?? '');
    const [hostname, port = '80'] = (routes[host] ?? host).split(':');
    const { method, headers } = incoming;
    const path = pathname + search;
    const onward = request({ hostname, port, path, method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
    sockets.add(client);
    client.on('error', () => client.destroy());
    if (!admit(incoming)) {
      const lines = Object.entries(challenge).map(([name, value]) => `${name}: ${value}\r\n`);
      client.end(`HTTP/1.1 407 Proxy Authentication Required\r\n${lines.join('')}\r\n`);
      return;
    }
    const target = incoming.url ?? '';
    const [hostname = '', port] = (routes[target] ?? target).split(':');
    const onward: Socket = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(client).pipe(onward);
    });
    sockets.add(onward);
    onward.on('error', () => client.destroy());
    client.on('close', () => onward.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      sockets.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}
