import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readStore, readTrustStores } from '../../../src/trust/store';
import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';

describe('readTrustStores', () => {
  let temp: string;
  let folder: string;
  let certificate: Certificate;

  before(() => {
    temp = fs.mkdtempSync(path.join(tmpdir(), 'trust-store-'));
    certificate = selfSignedCertificate({ folder: temp, commonName: 'root', key: 'EC-256' });
    folder = path.join(temp, 'given');
  });
  after(() => {
    fs.rmSync(temp, { recursive: true });
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Puts a file into the folder given to the task. */
  function put(file: string, content: string | Buffer = certificate.pem): string {
    const target = path.join(folder, ...file.split('/'));
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, content);
    return target;
  }

  /** The stores: of each file the name and the count of certificates, and what was left out. */
  function stores(): Record<string, string[]> {
    const told = readTrustStores(folder).map(({ kind, name, files, leftOut }) => {
      const counted = files.map(
        (file) => `${path.basename(file.path)}: ${file.certificates.length}`,
      );
      return [`${kind}:${name}`, [...counted, ...leftOut.map((one) => `${one}: left out`)]];
    });
    return Object.fromEntries(told) as Record<string, string[]>;
  }

  it('I9 reads stores of every kind, PEM and DER, under any name', () => {
    put('x509/ca/a/root.crt', certificate.pem + certificate.pem);
    put('x509/ca/b/root', new X509Certificate(certificate.pem).raw);
    put('x509/signingAuthority/a/root.pem');
    put('x509/tsa/a/root.cer');
    assert.deepEqual(stores(), {
      ...{ 'ca:a': ['root.crt: 2'], 'ca:b': ['root: 1'] },
      ...{ 'signingAuthority:a': ['root.pem: 1'], 'tsa:a': ['root.cer: 1'] },
    });
  });

  const companions = [
    ...['README', 'readme.md', 'LICENSE', 'Licence', 'notes.TXT', '.gitkeep', '.DS_Store'],
    'folder/root.crt',
  ];
  for (const companion of companions) {
    it(`I9 leaves out ${companion}, and says so`, () => {
      put('x509/ca/a/root.crt');
      put(`x509/ca/a/${companion}`);
      const name = companion.split('/')[0] ?? '';
      assert.deepEqual(stores(), { 'ca:a': ['root.crt: 1', `${name}: left out`] });
    });
  }

  for (const name of ['root.crt.bak', 'READMEE', 'notes', 'key.pem']) {
    it(`I9 finds no certificate in ${name}, and does not leave it out`, () => {
      put(`x509/ca/a/${name}`, 'no certificate');
      assert.deepEqual(stores(), { 'ca:a': [`${name}: 0`] });
    });
  }

  it('I9 finds no certificate behind a link to nowhere', () => {
    fs.symlinkSync('nowhere', path.join(path.dirname(put('x509/ca/a/root.crt')), 'lost.crt'));
    assert.deepEqual(stores(), { 'ca:a': ['lost.crt: 0', 'root.crt: 1'] });
  });

  it('I9 reads a store with nothing but companions', () => {
    put('x509/ca/a/README', '');
    assert.deepEqual(stores(), { 'ca:a': ['README: left out'] });
  });

  for (const file of ['root.crt', 'ca/a/root.crt', 'x509/other/a/root.crt', 'x509/ca/root.crt']) {
    it(`G8 finds no store in a folder that holds ${file}`, () => {
      put(file);
      assert.deepEqual(readTrustStores(folder), []);
    });
  }

  it('H2 follows links to folders and files, and changes no target', () => {
    const elsewhere = path.join(temp, 'elsewhere');
    fs.mkdirSync(path.join(elsewhere, 'ca', 'a'), { recursive: true });
    fs.mkdirSync(folder);
    const link = path.join(elsewhere, 'ca', 'a', 'root.crt');
    fs.symlinkSync(certificate.certificatePath, link);
    fs.symlinkSync(elsewhere, path.join(folder, 'x509'), 'junction');
    const { mtimeMs, mode } = fs.statSync(certificate.certificatePath);
    assert.deepEqual(stores(), { 'ca:a': ['root.crt: 1'] });
    const after = fs.statSync(certificate.certificatePath);
    assert.deepEqual([after.mtimeMs, after.mode], [mtimeMs, mode]);
    assert(fs.lstatSync(link).isSymbolicLink());
  });

  it('I9 reads no more than a certificate may need, and nothing that never ends', function () {
    if (process.platform === 'win32') this.skip();
    put('x509/ca/a/large.pem', certificate.pem.padEnd(1024 * 1024));
    const store = path.dirname(
      put('x509/ca/a/larger.pem', certificate.pem.padEnd(1024 * 1024 + 1)),
    );
    fs.truncateSync(put('x509/ca/a/sparse.pem'), 2 ** 40);
    fs.symlinkSync('/dev/zero', path.join(store, 'zero.pem'));
    execFileSync('mkfifo', [path.join(store, 'fifo.pem')]);
    fs.symlinkSync('fifo.pem', path.join(store, 'linked.pem'));
    const endless = '/proc/self/pagemap'; // a file that tells no size
    if (fs.existsSync(endless)) fs.symlinkSync(endless, path.join(store, 'map.pem'));
    else put('x509/ca/a/map.pem', '');
    const names = ['fifo', 'large', 'larger', 'linked', 'map', 'sparse', 'zero'];
    const counted = names.map((name) => `${name}.pem: ${name === 'large' ? 1 : 0}`);
    assert.deepEqual(stores(), { 'ca:a': counted });
  });

  it('I9 reads the good stores beside a link in a circle, and names that one', () => {
    put('x509/ca/a/root.crt');
    fs.symlinkSync('b', path.join(folder, 'x509', 'ca', 'b'));
    assert.deepEqual(stores(), { 'ca:a': ['root.crt: 1'], 'ca:b': ['b: 0'] });
  });

  it('I9 names a folder that cannot be read', () => {
    const gone = path.join(folder, 'gone');
    const { files } = readStore('ca', 'a', gone);
    assert.deepEqual(files, [{ path: gone, certificates: [] }]);
  });

  it('I9 reads the good stores beside a link to nowhere', () => {
    put('x509/ca/a/root.crt');
    fs.symlinkSync('nowhere', path.join(folder, 'x509', 'ca', 'b'));
    assert.deepEqual(stores(), { 'ca:a': ['root.crt: 1'] });
  });
});
