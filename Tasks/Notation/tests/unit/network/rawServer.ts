import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';

/** A server on the loopback interface that speaks no protocol of its own. */
export interface RawServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** How many connections were made so far. */
  readonly connections: () => number;
  /** All that was received, as text, a connection after the other. */
  readonly received: () => string;
  stop(): Promise<void>;
}

/**
 * Starts a server that answers by hand.
 *
 * @param answer is called for each head of a request, with its number within its connection, from 1
 */
export async function startRawServer(
  answer: (socket: Socket, request: number) => void,
): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const texts: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    const index = texts.push('') - 1;
    let requests = 0;
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      texts[index] = `${texts[index] ?? ''}${chunk.toString('latin1')}`;
      if (!chunk.includes('\r\n\r\n')) return;
      requests += 1;
      answer(socket, requests);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    connections: () => texts.length,
    received: () => texts.join('\n'),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}

/** Writes a text again and again, as fast as the other side reads, until the connection ends. */
export function writeForever(socket: Socket, text: string): void {
  const block = text.repeat(Math.max(1, Math.floor(65_536 / text.length)));
  const next = (): void => {
    if (socket.destroyed) return;
    if (socket.write(block)) setImmediate(next);
    else socket.once('drain', next);
  };
  next();
}

/** Writes a byte every few milliseconds until the connection ends. */
export function drip(socket: Socket, byte: string, everyMs = 20): void {
  const timer = setInterval(() => socket.write(byte), everyMs);
  socket.once('close', () => {
    clearInterval(timer);
  });
}
