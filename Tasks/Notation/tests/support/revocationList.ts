import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Certificate } from './certificates';

/**
 * Makes the certificate revocation list of an authority, good for a day, as DER.
 * @param folder an existing one, for the while that it takes
 * @throws with OpenSSL's output when it fails
 */
export function revocationList(
  authority: Certificate,
  revoked: readonly Certificate[],
  folder: string,
): Buffer {
  const work = mkdtempSync(path.join(folder, 'openssl-'));
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: work, stdio: ['ignore', 'pipe', 'pipe'] });
  };
  const issuer = ['-cert', authority.certificatePath, '-keyfile', authority.keyPath];
  const ca = ['ca', '-config', 'openssl.cnf', ...issuer];
  const lines = [
    '[ca]',
    'default_ca = authority',
    '[authority]',
    'database = index.txt',
    'crlnumber = number',
    'default_md = sha256',
    'default_crl_days = 1',
  ];
  try {
    writeFileSync(path.join(work, 'openssl.cnf'), `${lines.join('\n')}\n`);
    writeFileSync(path.join(work, 'index.txt'), '');
    writeFileSync(path.join(work, 'number'), '01\n');
    for (const { certificatePath } of revoked) openssl(...ca, '-revoke', certificatePath);
    openssl(...ca, '-gencrl', '-out', 'list.pem');
    openssl('crl', '-in', 'list.pem', '-outform', 'DER', '-out', 'list.crl');
    return readFileSync(path.join(work, 'list.crl'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
