import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { needLinks } from '../../fixtures/links';
import { type Workspace, createWorkspace, removeWorkspace } from '../../../src/notation/workspace';
import { stageTrust } from '../../../src/trust/stage';
import type { StoreFile, TrustStore } from '../../../src/trust/store';

const policy = { file: 'given.json', text: '{"trustPolicies":[]}', statements: [] };

/** A file of a trust store, with these certificates. */
function file(source: string, ...contents: string[]): StoreFile {
  return {
    path: source,
    certificates: [],
    staged: Buffer.from(contents.map((text) => `${text}\n`).join('')),
  };
}

function store(kind: TrustStore['kind'], name: string, ...files: StoreFile[]): TrustStore {
  return { kind, name, folder: 'given', files, leftOut: ['README'] };
}

describe('stageTrust', () => {
  let temp: string;
  let home: Workspace;

  beforeEach(() => {
    temp = fs.mkdtempSync(path.join(tmpdir(), 'trust-'));
    home = createWorkspace(temp);
  });
  afterEach(() => {
    removeWorkspace(home);
    fs.rmSync(temp, { recursive: true });
  });

  /** What was written: the content of each file of the trust store, by its path with `/`. */
  function staged(...stores: TrustStore[]): Record<string, string> {
    stageTrust(home, { policy, stores });
    const root = path.join(home.config, 'truststore');
    if (!fs.existsSync(root)) return {};
    const entries = fs.readdirSync(root, { recursive: true }) as string[];
    const files = entries.filter((entry) => fs.statSync(path.join(root, entry)).isFile());
    return Object.fromEntries(
      files.map((entry) => [
        entry.replaceAll(path.sep, '/'),
        fs.readFileSync(path.join(root, entry), 'utf8'),
      ]),
    );
  }

  it('writes the policy as it is', () => {
    assert.deepEqual(staged(), {});
    const written = path.join(home.config, 'trustpolicy.json');
    assert.equal(fs.readFileSync(written, 'utf8'), policy.text);
  });

  it('S2 I9 writes bytes where notation looks for them, none for what is no certificate', () => {
    const files = [file('/in/root.crt', 'one', 'two'), file('/in/junk')];
    const stamps = store('tsa', 'b', file('/in/tsa.pem', 'three'));
    assert.deepEqual(staged(store('ca', 'a', ...files), stamps), {
      'x509/ca/a/junk.pem': '',
      'x509/ca/a/root.crt': 'one\ntwo\n',
      'x509/tsa/b/tsa.pem': 'three\n',
    });
  });

  it('I9 keeps certificates of one name apart', () => {
    const sources = ['a/x.pem', 'b/x.pem', 'c/1-x.pem', 'd/X.pem', 'e/1-X.PEM'];
    const files = sources.map((source) => file(source, source));
    const contents = Object.values(staged(store('ca', 'a', ...files)));
    assert.deepEqual(contents.sort(), sources.map((source) => `${source}\n`).sort());
  });

  it('I9 overwrites nothing, and follows no link', function () {
    needLinks(this);
    const elsewhere = path.join(temp, 'elsewhere');
    fs.symlinkSync(elsewhere, path.join(home.config, 'trustpolicy.json'));
    assert.throws(() => staged(), { code: 'EEXIST' });
    assert(!fs.existsSync(elsewhere));
  });

  it('H4 keeps all of it from other users', function () {
    if (process.platform === 'win32') this.skip();
    const umask = process.umask(0);
    try {
      staged(store('ca', 'a', file('/in/root.crt', 'one')));
    } finally {
      process.umask(umask);
    }
    for (const entry of fs.readdirSync(home.config, { recursive: true }) as string[]) {
      const stat = fs.statSync(path.join(home.config, entry));
      assert.equal(stat.mode & 0o777, stat.isDirectory() ? 0o700 : 0o600, entry);
    }
  });
});
