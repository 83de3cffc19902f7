import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse, request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { basic } from '../registry/client';
import type { BasicAuth, RegistryServer, ServerTls } from './server';

/**
 * Puts a server with TLS and a login in front of a registry that has neither, as people do with nginx.
 * @returns the registry as its clients see it; `stop` ends both
 */
export async function withFront(
  registry: RegistryServer,
  tls: ServerTls,
  auth: BasicAuth,
): Promise<RegistryServer> {
  const certificate = { cert: readFileSync(tls.certificatePath), key: readFileSync(tls.keyPath) };
  const server = createServer(certificate, (message, response) => {
    if (message.headers.authorization === basic(auth)) {
      forward(registry, message, response);
      return;
    }
    message.resume();
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="front"' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await registry.stop();
  };
  return {
    host,
    url: `https://${host}`,
    certificate: tls.authority,
    stop,
    log: () => registry.log(),
  };
}

function forward(
  { url }: RegistryServer,
  message: IncomingMessage,
  response: ServerResponse,
): void {
  const { method, headers } = message;
  const sent = request(new URL(message.url ?? '/', url), { method, headers, agent: false });
  sent.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  sent.on('error', () => response.destroy());
  message.pipe(sent);
}
