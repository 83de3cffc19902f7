import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** A server on the loopback interface that knows no protocol. */
export interface RawServer {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** How many times it has answered. */
  readonly answered: number;
  stop(): Promise<void>;
}

/**
 * Starts a server that answers the first bytes of each connection with these, and then stays silent.
 * @param tls speaks TLS with this key and certificate
 */
export async function startRawServer(
  answer: string,
  tls?: { readonly key: string; readonly cert: string },
): Promise<RawServer> {
  const sockets = new Set<Socket>();
  let answered = 0;
  const hear = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () => {
      answered += 1;
      socket.write(answer);
    });
  };
  const server = tls === undefined ? createServer(hear) : createTlsServer(tls, hear);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    get answered() {
      return answered;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
