import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCertificates } from '../../../src/trust/certificates';
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
    readCertificates(Buffer.from(content as string)).certificates.map(
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
      `\ufeff${key}${one.pem}`,
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

  const staged = (content: Buffer | string): string =>
    readCertificates(Buffer.from(content as string)).staged.toString('latin1');

  it('S2 stages the bytes as they came', () => {
    const spaced = `words\n${one.pem.replaceAll('\n', ' \r\n')}\n#${two.pem}more`;
    for (const content of [one.pem + two.pem, spaced, der(one).toString('latin1')]) {
      assert.equal(staged(Buffer.from(content, 'latin1')), content);
    }
  });

  it('S2 H4 stages certificates alone of a file with a private key or a byte order mark', () => {
    const key = readFileSync(one.keyPath, 'utf8');
    assert.equal(staged(`${key}words\n${one.pem}${key}${two.pem}`), one.pem + two.pem);
    assert.equal(staged(`\ufeff${one.pem}`), one.pem);
    assert.equal(staged(`${one.pem}${key.replace(/^/gm, '#')}`), '');
  });

  it('S2 finds only what begins at the start of a line', () => {
    for (const before of ['#', ' ', 'words ', '\t', '\u200b']) {
      assert.deepEqual(names(before + one.pem), []);
      assert.deepEqual(names(`${one.pem}${before}${two.pem}`), ['one']);
    }
  });

  it('S2 refuses what readers find different certificates in', () => {
    const inner = two.pem.split('\n').slice(1, -2).join('\n');
    const settings = Buffer.concat([der(one), Buffer.from('300c060a', 'hex')]).toString('base64');
    const trusted = (label: string): string =>
      `-----BEGIN ${label}-----\n${settings}\n-----END ${label}-----\n`;
    for (const content of [
      `\ufeff${one.pem}${two.pem}`, // notation passes over the first
      `${one.pem}-----BEGIN CERTIFICATE-----\n${inner}\n`,
      `-----BEGIN CERTIFICATE-----\n${one.pem}`,
      one.pem.replace('-----END', '#-----END') + two.pem,
      one.pem.replace('-----BEGIN CERTIFICATE-----', '-----BEGIN CERTIFICATE----- x'),
      one.pem.replace('-----\n', '-----\nA: -----BEGIN \n'),
      `${one.pem.trimEnd()}\r`,
      trusted('TRUSTED CERTIFICATE'),
      trusted('CERTIFICATE'),
    ]) {
      assert.deepEqual(names(content), [], content);
      assert.equal(staged(content), '');
    }
    const nested = Buffer.concat([der(one), Buffer.from(`\n${two.pem}`)]);
    assert.deepEqual(names(nested), []);
  });

  it('S2 reads headers as Go does', () => {
    assert.deepEqual(names(one.pem.replace('-----\n', '-----\nComment: a\n\n')), ['one']);
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
