import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import type { Credentials } from './credentials';

/** A registry to talk to: a `Registry`, or any on the loopback interface that speaks plain HTTP. */
export type Target = string | { host: string; url: string; certificate: string | undefined };

export interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

export interface Received {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Gives `localhost:<port>` of a target. */
export function hostOf(target: Target): string {
  return typeof target === 'string' ? target : target.host;
}

/**
 * Sends one request, each over a connection of its own, and follows no redirect.
 * @throws Error when the connection fails or breaks before the answer is complete.
 */
export async function send(target: Target, path: string, sent: Sent = {}): Promise<Received> {
  const base = typeof target === 'string' ? `http://${target}` : target.url;
  const ca = typeof target === 'string' ? undefined : target.certificate;
  const url = new URL(path, base);
  const { method = 'GET', headers = {}, body = '' } = sent;
  const length = String(Buffer.byteLength(body));
  const options = { method, headers: { 'Content-Length': length, ...headers }, agent: false };
  return new Promise((resolve, reject) => {
    const request =
      url.protocol === 'https:'
        ? tlsRequest(url, { ...options, ...(ca === undefined ? {} : { ca }) })
        : plainRequest(url, options);
    request.on('error', reject).on('response', (response) => {
      const chunks: Buffer[] = [];
      response
        .on('error', reject)
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          const received = Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: received });
        });
    });
    request.end(body);
  });
}

/**
 * Sends one request with credentials: Basic at once, and where the registry asks for a token instead, with one from
 * the realm it names.
 * @throws Error as `send` does.
 */
export async function sendAs(
  target: Target,
  path: string,
  sent: Sent,
  credentials?: Credentials,
): Promise<Received> {
  if (credentials === undefined) {
    return send(target, path, sent);
  }
  const authorization = basic(credentials);
  const first = await send(target, path, withAuthorization(sent, authorization));
  const challenge = first.headers['www-authenticate'] ?? '';
  if (first.status !== 401 || !challenge.startsWith('Bearer ')) {
    return first;
  }
  const token = await fetchToken(target, challenge, authorization);
  return send(target, path, withAuthorization(sent, `Bearer ${token}`));
}

/** Gives the Authorization header of Basic credentials (RFC 7617). */
export function basic({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

async function fetchToken(
  target: Target,
  challenge: string,
  authorization: string,
): Promise<string> {
  const parameters = new Map<string, string>();
  for (const [, name = '', value = ''] of challenge.matchAll(/(\w+)="([^"]*)"/g)) {
    parameters.set(name, value);
  }
  const realm = new URL(parameters.get('realm') ?? '');
  realm.searchParams.set('service', parameters.get('service') ?? '');
  realm.searchParams.set('scope', parameters.get('scope') ?? '');
  const sent = withAuthorization({}, authorization);
  const { body } = await send(target, realm.pathname + realm.search, sent);
  const { token } = JSON.parse(body.toString('utf8')) as { token?: string };
  return token ?? '';
}

function withAuthorization(sent: Sent, authorization: string): Sent {
  return { ...sent, headers: { ...sent.headers, Authorization: authorization } };
}
