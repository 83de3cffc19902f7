import '../agentLibrary';
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mayAnchor } from '../../../src/trust/anchor';
import { readCertificates, subjectOf } from '../../../src/trust/certificates';
import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';
import { bareAuthority, certificateWithText } from '../../fixtures/trust/unusualCertificates';

describe('readCertificates', () => {
  let folder: string;
  /** Its base64 ends in `=`, and has both characters that base64url writes otherwise. */
  let padded: Certificate;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'shapes-'));
    for (let length = 1; ; length += 1) {
      padded = selfSignedCertificate({ folder, commonName: 'x'.repeat(length), key: 'EC-256' });
      const body = padded.pem.split('\n').slice(1, -2).join('');
      if (body.endsWith('=') && body.includes('+') && body.includes('/')) return;
      if (length === 60) throw new Error('no certificate has this shape');
    }
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const count = (content: Buffer | string): number =>
    readCertificates(Buffer.from(content as string)).certificates.length;

  it('S2 refuses DER with PEM within a field, where notation would find another certificate', () => {
    const hiding = certificateWithText(
      folder,
      `\n${padded.pem.replaceAll('CERTIFICATE', 'OTHER')}`,
    );
    assert.equal(count(new X509Certificate(hiding.pem).raw), 0);
    assert.equal(count(hiding.pem), 1);
  });

  it('S2 reads a text that begins as DER does, and goes on as a text', () => {
    assert.equal(count(`0 words\n${padded.pem}`), 1);
  });

  it('S2 refuses words behind a byte order mark and a certificate', () => {
    assert.equal(count(`\ufeff${padded.pem}`), 1);
    assert.equal(count(`\ufeff${padded.pem}words`), 0);
  });

  const changes: [title: string, change: (body: string) => string][] = [
    ['without its padding', (body) => body.replace(/=+$/, '')],
    ['in base64url', (body) => body.replaceAll('+', '-').replaceAll('/', '_')],
    ['with a character that base64 does not have', (body) => body.replace(/^/, '!!!!')],
  ];
  for (const [title, change] of changes) {
    it(`S2 refuses a block ${title}, which notation does not read`, () => {
      const [begin = '', ...rest] = padded.pem.split('\n');
      const body = change(rest.slice(0, -2).join(''));
      assert.equal(count(`${begin}\n${body}\n${rest.slice(-2).join('\n')}`), 0);
    });
  }

  it('S2 refuses a label that holds dashes', () => {
    assert.equal(count(padded.pem.replaceAll('CERTIFICATE-----', 'CERTIFICATE----------')), 0);
  });

  it('F4 shows a certificate by its subject, and one without a subject by its fingerprint', () => {
    const certificate = new X509Certificate(padded.pem);
    assert(subjectOf(certificate).includes(`CN=${padded.commonName}`));
    const bare = new X509Certificate(bareAuthority(folder));
    assert.equal(subjectOf(bare), `SHA-256 ${bare.fingerprint256}`);
    assert(mayAnchor(bare));
  });
});
