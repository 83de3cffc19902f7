import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Certificate } from '../fixtures/certificates';
import { revocationList } from '../fixtures/revocationList';

/** Tells which certificates of an authority are revoked, by OCSP and by CRL, on the loopback interface. */
export interface RevocationServer {
  /** Lines for the extensions of a certificate that is to be asked for here. */
  readonly extensions: Readonly<Record<'crl' | 'ocsp', string>>;
  /** The path of every request so far. */
  readonly requests: readonly string[];
  /** Breaks every connection, as a firewall does. */
  down: boolean;
  /** Knows the certificate from now on, as good or as revoked. */
  set(certificate: Certificate, status: 'good' | 'revoked'): void;
  stop(): void;
}

/** Starts to answer for an authority. @param folder an existing one that it works in */
export async function startRevocationServer(
  authority: Certificate,
  folder: string,
): Promise<RevocationServer> {
  const known = new Map<Certificate, 'good' | 'revoked'>();
  const requests: string[] = [];

  function answer(url: string, body: Buffer): Buffer {
    if (url === '/list.crl') {
      const revoked = [...known].filter(([, status]) => status === 'revoked');
      return revocationList(
        authority,
        revoked.map(([certificate]) => certificate),
        folder,
      );
    }
    const asked = decodeURIComponent(url.replace(/^\/ocsp\/?/, ''));
    return respond(authority, known, asked === '' ? body : Buffer.from(asked, 'base64'), folder);
  }

  async function reply(request: IncomingMessage): Promise<Buffer> {
    return answer(request.url ?? '', await buffer(request));
  }

  const http = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (server.down) {
      response.destroy();
      return;
    }
    reply(request).then(
      (content) => response.end(content),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const host = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const server: RevocationServer = {
    extensions: {
      crl: `crlDistributionPoints = URI:${host}/list.crl`,
      ocsp: `authorityInfoAccess = OCSP;URI:${host}/ocsp`,
    },
    ...{ requests, down: false },
    set: (certificate, status) => known.set(certificate, status),
    stop() {
      http.close();
      http.closeAllConnections();
    },
  };
  return server;
}

/** An OCSP response, signed by the authority itself. */
function respond(
  authority: Certificate,
  known: ReadonlyMap<Certificate, 'good' | 'revoked'>,
  query: Buffer,
  folder: string,
): Buffer {
  const work = mkdtempSync(path.join(folder, 'ocsp-'));
  const index = [...known].map(([{ pem, commonName }, status]) => {
    const { serialNumber, validTo } = new X509Certificate(pem);
    const [letter, revoked] = status === 'good' ? ['V', ''] : ['R', written(new Date())];
    return [
      letter,
      written(new Date(validTo)),
      revoked,
      serialNumber,
      'unknown',
      `/CN=${commonName}`,
    ];
  });
  try {
    writeFileSync(path.join(work, 'query'), query);
    writeFileSync(path.join(work, 'index.txt'), index.map((row) => `${row.join('\t')}\n`).join(''));
    execFileSync(
      'openssl',
      [
        ...['ocsp', '-index', 'index.txt', '-reqin', 'query', '-respout', 'reply', '-ndays', '1'],
        ...['-CA', authority.certificatePath, '-rsigner', authority.certificatePath],
        ...['-rkey', authority.keyPath],
      ],
      { cwd: work, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    return readFileSync(path.join(work, 'reply'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The way of OpenSSL's index to write a time: 261123151900Z. */
function written(time: Date): string {
  return `${time.toISOString().replace(/^20|[-:T]|\.\d+Z$/g, '')}Z`;
}
