import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const BLOCK = 'a'.repeat(64 * 1024);

/** Milliseconds from one byte of a dripping answer to the next. */
const DRIP_MS = 25;

/** How a server may answer that keeps to no contract. */
export const misdeeds = {
  'status 101': (socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
  },
  'status 101 without Upgrade': (socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
  },
  'status 100 alone': (socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n'),
  'status 103 and the end': (socket) => socket.end('HTTP/1.1 103 Early Hints\r\n\r\n'),
  'status 204 with a body': (socket) => {
    socket.end('HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}');
  },
  'no HTTP': (socket) => socket.end('220 mail.example.com ESMTP\r\n'),
  'an empty answer': (socket) => socket.end(),
  'half an answer': (socket) => socket.end(`${HEAD}Content-Length: 100\r\n\r\n{"oidcToken":"`),
  silence: () => undefined,
  'an answer without end': (socket) => {
    socket.write(`${HEAD}\r\n`);
    writeForever(socket);
  },
  'a redirect without end': (socket) => {
    socket.write('HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n\r\n');
    writeForever(socket);
  },
  'a head that drips': (socket) => drip(socket, 'HTTP/1.1 200 OK\r\nX: '),
  'a body that drips': (socket) => drip(socket, `${HEAD}\r\n`),
} as const satisfies Readonly<Record<string, (socket: Socket) => unknown>>;

export type Misdeed = keyof typeof misdeeds;

/** A server on the loopback interface that answers each request by one misdeed. */
export interface HostileServer {
  readonly port: number;
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** How many connections were made, and how many of them are still open. */
  readonly connections: () => { readonly made: number; readonly open: number };
  /** Bytes that went out so far. */
  readonly sent: () => number;
  stop(): Promise<void>;
}

/** @param tls PEM key and certificate; plain without them */
export async function startHostileServer(
  misdeed: Misdeed,
  tls?: { readonly key: string; readonly cert: string },
): Promise<HostileServer> {
  const open = new Set<Socket>();
  let made = 0;
  let sent = 0;
  const serve = (socket: Socket): void => {
    made += 1;
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sent += socket.bytesWritten;
      open.delete(socket);
    });
    socket.once('data', () => misdeeds[misdeed](socket));
  };
  const server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    address: `127.0.0.1:${port}`,
    connections: () => ({ made, open: open.size }),
    sent: () => [...open].reduce((sum, { bytesWritten }) => sum + bytesWritten, sent),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      open.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}

/** Writes as fast as the other side reads. */
function writeForever(socket: Socket): void {
  const next = (): void => {
    if (socket.destroyed) return;
    if (socket.write(BLOCK)) setImmediate(next);
    else socket.once('drain', next);
  };
  next();
}

function drip(socket: Socket, first: string): void {
  socket.write(first);
  const timer = setInterval(() => socket.write('a'), DRIP_MS);
  socket.once('close', () => clearInterval(timer));
}
