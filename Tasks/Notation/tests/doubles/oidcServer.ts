import { once } from 'node:events';
import { type IncomingHttpHeaders, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the token service was asked. */
export interface OidcRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** A loopback server that plays the token service of Azure Pipelines. */
export interface OidcServer {
  readonly url: string;
  /** What makes it that of a job: an Azure DevOps Server, which may speak plain HTTP. */
  readonly variables: Readonly<Record<string, string>>;
  /** Every request so far, oldest first. */
  readonly requests: readonly OidcRequest[];
  stop(): Promise<void>;
}

/** Starts a token service that gives everybody this token. */
export async function startOidcServer(token: string): Promise<OidcServer> {
  const requests: OidcRequest[] = [];
  const server = createServer(({ method = '', url = '', headers }, response) => {
    requests.push({ method, url, headers });
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ oidcToken: token }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const collection = `http://127.0.0.1:${port}/`;
  const url = `${collection}oidctoken`;
  return {
    url,
    variables: { 'System.CollectionUri': collection, 'System.OidcRequestUri': url },
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
