import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import { readRoots } from '../../../src/network/roots';
import { certificateAuthority } from '../../fixtures/certificates';

describe('readRoots', () => {
  let folder: string;
  const pems: Record<string, string> = {};

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'roots-'));
    for (const commonName of ['one', 'two', 'three', 'four']) {
      pems[commonName] = certificateAuthority({ folder, commonName, key: 'EC-256' }).pem;
    }
    mkdirSync(path.join(folder, 'dir'));
    writeFileSync(path.join(folder, 'dir', 'two.pem'), pems['two'] ?? '');
    symlinkSync('two.pem', path.join(folder, 'dir', 'hash.0'));
    symlinkSync(path.join(folder, 'three.crt'), path.join(folder, 'dir', 'three.pem'));
    writeFileSync(path.join(folder, 'dir', 'README'), 'no certificate');
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (name: string): string => path.join(folder, name);

  function namesOf(roots: readonly string[]): string[] {
    if (roots.length >= rootCertificates.length) return ['Node'];
    return roots
      .map((pem) => /CN=(.*)$/m.exec(new X509Certificate(pem).subject)?.[1] ?? '?')
      .sort();
  }

  async function linux(environment: NodeJS.ProcessEnv, agentFile?: string, places?: object) {
    const given = { files: [file('none'), file('one.crt'), file('four.crt')], directories: [] };
    const all = { ...given, ...places };
    return namesOf(await readRoots({ platform: 'linux', environment, agentFile, places: all }));
  }

  it('R7 takes the first file of the system that can be read, and all its folders', async () => {
    assert.deepEqual(await linux({}), ['one']);
    const directories = [file('nothing'), file('dir')];
    assert.deepEqual(await linux({}, undefined, { directories }), ['one', 'three', 'two']);
  });

  it('R7 takes SSL_CERT_FILE and SSL_CERT_DIR in place of the system’s', async () => {
    assert.deepEqual(await linux({ SSL_CERT_FILE: file('two.crt') }), ['two']);
    const environment = { SSL_CERT_DIR: `${file('nothing')}:${file('dir')}` };
    assert.deepEqual(await linux(environment, undefined, { files: [] }), ['three', 'two']);
  });

  it('R7 adds the agent’s own', async () => {
    assert.deepEqual(await linux({}, file('four.crt')), ['four', 'one']);
    assert.deepEqual(await linux({ SSL_CERT_FILE: file('two.crt') }, file('four.crt')), [
      'four',
      'two',
    ]);
  });

  it('R7 takes Node’s own only where the system has none', async () => {
    assert.deepEqual(await linux({}, undefined, { files: [] }), ['Node']);
    assert.deepEqual(await linux({ SSL_CERT_FILE: file('none') }), []);
    assert.deepEqual(await linux({ SSL_CERT_DIR: file('none') }, undefined, { files: [] }), []);
  });

  const shapes: readonly [name: string, text: () => string, names: string[]][] = [
    ['several, with words between', () => `a\n${pems['one']}b\n${pems['two']}`, ['one', 'two']],
    ['a carriage return at each end', () => (pems['one'] ?? '').replace(/\n/g, '\r\n'), ['one']],
    ['a broken one among others', () => `${block('AAAA')}${pems['one']}`, ['one']],
    ['one behind a number sign', () => `#${pems['one']}`, []],
    ['one behind a blank', () => ` ${pems['one']}`, []],
    ['one with headers', () => block('Proc-Type: 4\n\nAAAA'), []],
    ['a trusted one of OpenSSL', () => (pems['one'] ?? '').replace(/CERT/g, 'TRUSTED CERT'), []],
    ['none', () => 'text', []],
  ];
  for (const [name, text, names] of shapes) {
    it(`S2 R7 reads ${name} as Go does`, async () => {
      writeFileSync(file('shape.pem'), text());
      assert.deepEqual(await linux({ SSL_CERT_FILE: file('shape.pem') }), names);
    });
  }

  it('R7 reads what this machine has', async () => {
    const roots = await readRoots({ platform: 'linux', environment: {} });
    assert(roots.length > 0);
    assert.equal(new Set(roots).size, roots.length);
  });

  it('R7 asks PowerShell by its path in the system, where Node cannot read the store', async () => {
    const calls: [string, readonly string[], NodeJS.ProcessEnv][] = [];
    const roots = await readRoots({
      platform: 'win32',
      environment: { SystemRoot: 'D:\\Windows', PATH: 'C:\\planted' },
      nodeStore: undefined,
      run: (program, args, environment) => {
        calls.push([program, args, environment]);
        const lines = ['one', 'two'].map((name) =>
          new X509Certificate(pems[name] ?? '').raw.toString('base64'),
        );
        return Promise.resolve(`${lines.join('\r\n')}\r\nnonsense\r\n`);
      },
    });
    assert.deepEqual(namesOf(roots.slice(0, 2)), ['one', 'two']);
    assert.equal(roots.length, 2 + rootCertificates.length);
    assert.equal(calls.length, 1);
    const [program, args, environment] = calls[0] ?? ['', [], {}];
    assert.equal(program, 'D:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe');
    assert.deepEqual(Object.keys(environment), ['SystemRoot']);
    const script = Buffer.from(args.at(-1) ?? '', 'base64').toString('utf16le');
    assert.match(script, /X509Store[\s\S]*Disallowed|Disallowed[\s\S]*X509Store/);
  });

  it('R7 asks security on macOS, by its path', async () => {
    const programs: string[] = [];
    const roots = await readRoots({
      platform: 'darwin',
      environment: {},
      nodeStore: undefined,
      run: (program) => {
        programs.push(program);
        return Promise.resolve(`${pems['one']}${pems['two']}`);
      },
    });
    assert.deepEqual(namesOf(roots), ['one', 'two']);
    assert.deepEqual(programs, ['/usr/bin/security']);
  });

  it('R7 takes Node’s own where the program of the system fails', async () => {
    const run = (): Promise<string> => Promise.reject(new Error('no'));
    const sources = { platform: 'darwin', environment: {}, nodeStore: undefined, run } as const;
    assert.deepEqual(namesOf(await readRoots(sources)), ['Node']);
  });

  it('R7 asks Node where it can read the store', async () => {
    const nodeStore = (): string[] => [pems['three'] ?? ''];
    const run = (): Promise<string> => Promise.reject(new Error('not to be asked'));
    const roots = await readRoots({ platform: 'darwin', environment: {}, nodeStore, run });
    assert.deepEqual(namesOf(roots), ['three']);
  });

  function block(content: string): string {
    return `-----BEGIN CERTIFICATE-----\n${content}\n-----END CERTIFICATE-----\n`;
  }
});
