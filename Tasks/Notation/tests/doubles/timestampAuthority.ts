import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import {
  type Certificate,
  certificateAuthority,
  issuedCertificate,
} from '../fixtures/certificates';

/** An RFC 3161 timestamp authority on the loopback interface. */
export interface TimestampAuthority {
  readonly url: string;
  /** The root of its certificate. */
  readonly root: Certificate;
  /** How often it was asked. */
  readonly requests: number;
  /** Milliseconds that it takes over an answer; none at first. */
  delay: number;
  stop(): void;
}

const settings = [
  '[tsa]',
  'default_tsa = here',
  '[here]',
  'serial = serial',
  'signer_digest = sha256',
  'default_policy = 1.2.3.4.1',
  'digests = sha256, sha384, sha512',
  'ess_cert_id_alg = sha256',
];

/**
 * Starts a timestamp authority that stamps whatever it is sent.
 * @param parent the existing folder that it works in
 * @param more lines of the extension section of its certificate, such as `crlDistributionPoints = URI:…`
 * @param accuracySeconds that it states of its times; none by default, for notation 1.3.0 refuses a time that
 * may lie before the signing time by its accuracy
 */
export async function startTimestampAuthority(
  parent: string,
  more: readonly string[] = [],
  accuracySeconds?: number,
): Promise<TimestampAuthority> {
  const folder = mkdtempSync(path.join(parent, 'timestamps-'));
  const root = certificateAuthority({ folder, commonName: 'timestamp-root' });
  const extensions = ['extendedKeyUsage = critical, timeStamping', ...more];
  const signer = issuedCertificate(root, { folder, commonName: 'timestamp-signer', extensions });
  const accuracy = accuracySeconds === undefined ? [] : [`accuracy = secs:${accuracySeconds}`];
  writeFileSync(path.join(folder, 'openssl.cnf'), `${[...settings, ...accuracy].join('\n')}\n`);
  writeFileSync(path.join(folder, 'serial'), '01\n');

  async function stamp(request: IncomingMessage): Promise<Buffer> {
    writeFileSync(path.join(folder, 'query'), await buffer(request));
    await promisify(execFile)(
      'openssl',
      [
        ...['ts', '-reply', '-config', 'openssl.cnf', '-queryfile', 'query', '-out', 'reply'],
        ...['-signer', signer.certificatePath, '-inkey', signer.keyPath],
        ...['-chain', root.certificatePath],
      ],
      { cwd: folder },
    );
    return readFileSync(path.join(folder, 'reply'));
  }

  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const pause = new Promise((resolve) => setTimeout(resolve, authority.delay));
    Promise.all([stamp(request), pause]).then(
      ([reply]) => {
        response.writeHead(200, { 'Content-Type': 'application/timestamp-reply' }).end(reply);
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const authority = {
    ...{ url: `http://127.0.0.1:${port}/`, root, delay: 0 },
    get requests() {
      return requests;
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
  return authority;
}
