import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseCertificates } from '../../../src/notation/certificates';
import { type Certificate, selfSignedCertificate } from '../../support/certificates';

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

  it('I9 reads DER', () => {
    assert.deepEqual(names(der(two)), ['two']);
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
