import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatCertificates, parseCertificates } from '../../../src/trust/certificates';
import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';

describe('parseCertificates', () => {
  let folder: string;
  let one: Certificate;
  let two: Certificate;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'certificates-'));
    one = selfSignedCertificate({ folder, commonName: 'one', key: 'EC-256' });
    two = selfSignedCertificate({ folder, commonName: 'two', key: 'EC-256' });
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const names = (content: Buffer | string): string[] =>
    parseCertificates(Buffer.from(content as string)).map(
      ({ subject }) => /CN=(.*)/.exec(subject)?.[1] ?? '',
    );
  const der = ({ pem }: Certificate): Buffer => new X509Certificate(pem).raw;

  it('I9 reads PEM, with one or several, whatever stands between', () => {
    assert.deepEqual(names(one.pem), ['one']);
    assert.deepEqual(names(`${one.pem}\r\n# two: é\n${two.pem}`), ['one', 'two']);
    assert.deepEqual(names(one.pem.replaceAll('\n', '\r\n')), ['one']);
  });

  it('I9 reads PEM behind a byte order mark, and beside a private key or a text', () => {
    const key = readFileSync(one.keyPath, 'utf8');
    for (const content of [
      `\ufeff${one.pem}`,
      key + one.pem,
      one.pem + key,
      `Trust:\n${one.pem}`,
    ]) {
      assert.deepEqual(names(content), ['one']);
    }
  });

  it('I9 reads DER, one or several', () => {
    assert.deepEqual(names(der(two)), ['two']);
    assert.deepEqual(names(Buffer.concat([der(two), der(one)])), ['two', 'one']);
    assert.deepEqual(names(Buffer.concat([der(two), Buffer.from('\n')])), []);
  });

  it('I9 writes certificates, and nothing else, that read the same', () => {
    const key = readFileSync(one.keyPath, 'utf8');
    const written = formatCertificates(parseCertificates(Buffer.from(key + one.pem + two.pem)));
    assert.equal(written, one.pem + two.pem);
    assert.deepEqual(names(written), ['one', 'two']);
  });

  it('I9 knows older labels', () => {
    for (const label of ['X509 CERTIFICATE', 'TRUSTED CERTIFICATE']) {
      assert.deepEqual(names(one.pem.replaceAll('CERTIFICATE', label) + two.pem), ['one', 'two']);
    }
  });

  it('I9 comes to an end with a text of any kind', () => {
    // What grew with the square of it would still be at it when the test is given up.
    assert.deepEqual(names('-----BEGIN CERTIFICATE-----\n'.repeat(370_000)), []);
  });

  it('I9 finds none in anything else', () => {
    const key = readFileSync(one.keyPath, 'utf8');
    const begin = '-----BEGIN CERTIFICATE-----\n';
    const end = '-----END CERTIFICATE-----\n';
    for (const content of [
      '',
      'README',
      key,
      begin,
      `${begin}AAAA\n${end}`,
      one.pem.slice(0, 200),
    ]) {
      assert.deepEqual(names(content), []);
    }
    assert.deepEqual(names(der(one).subarray(0, 100)), []);
  });

  it('I9 finds none where one of several is damaged', () => {
    const damaged = two.pem.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA');
    assert.deepEqual(names(one.pem + damaged), []);
  });
});
