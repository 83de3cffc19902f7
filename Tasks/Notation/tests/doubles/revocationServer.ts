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

/** How answers differ from those of an honest server. */
export interface RevocationAnswers {
  /** Who signs them in place of the authority. */
  readonly signer?: Certificate;
  /** Whether one bit of their signature is wrong. */
  readonly isSpoiled?: boolean;
  /** Whether the time of a list is over. */
  readonly isOutdated?: boolean;
  /** What is sent in place of any answer. */
  readonly content?: Buffer;
}

/** Starts to answer for an authority. @param folder an existing one that it works in */
export async function startRevocationServer(
  authority: Certificate,
  folder: string,
  { signer = authority, isSpoiled = false, isOutdated = false, content }: RevocationAnswers = {},
): Promise<RevocationServer> {
  const known = new Map<Certificate, 'good' | 'revoked'>();
  const requests: string[] = [];

  const made = new Map<string, Buffer>();

  /** The same question gets the same answer, at once: notation waits two seconds for one of OCSP. */
  function answer(url: string, body: Buffer): Buffer {
    const question = `${url} ${body.toString('base64')}`;
    const reply = made.get(question) ?? makeAnswer(url, body);
    made.set(question, reply);
    return reply;
  }

  function makeAnswer(url: string, body: Buffer): Buffer {
    if (url === '/list.crl') {
      const revoked = [...known].filter(([, status]) => status === 'revoked');
      const list = revocationList(
        signer,
        revoked.map(([certificate]) => certificate),
        folder,
        { isOutdated },
      );
      return isSpoiled ? spoiled(list) : list;
    }
    const asked = decodeURIComponent(url.replace(/^\/ocsp\/?/, ''));
    const query = asked === '' ? body : Buffer.from(asked, 'base64');
    return respond({ authority, signer, isSpoiled, known, query }, folder);
  }

  async function reply(request: IncomingMessage): Promise<Buffer> {
    return content ?? answer(request.url ?? '', await buffer(request));
  }

  const http = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (server.down) {
      response.destroy();
      return;
    }
    reply(request).then(
      (answered) => response.end(answered),
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
    set(certificate, status) {
      known.set(certificate, status);
      made.clear();
    },
    stop() {
      http.close();
      http.closeAllConnections();
    },
  };
  return server;
}

/** What an OCSP response is made of. */
interface OcspQuestion {
  readonly authority: Certificate;
  readonly signer: Certificate;
  readonly isSpoiled: boolean;
  readonly known: ReadonlyMap<Certificate, 'good' | 'revoked'>;
  readonly query: Buffer;
}

/** An OCSP response. The status of a certificate that is not known is `unknown`. */
function respond(
  { authority, signer, isSpoiled, known, query }: OcspQuestion,
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
        ...['-CA', authority.certificatePath, '-rsigner', signer.certificatePath],
        ...['-rkey', signer.keyPath, ...(isSpoiled ? ['-badsig'] : [])],
      ],
      { cwd: work, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    return readFileSync(path.join(work, 'reply'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Changes the last byte of a list, which is one of its signature. */
function spoiled(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(copy.length - 1) ^ 1, copy.length - 1);
  return copy;
}

/** The way of OpenSSL's index to write a time: 261123151900Z. */
function written(time: Date): string {
  return `${time.toISOString().replace(/^20|[-:T]|\.\d+Z$/g, '')}Z`;
}
