import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type NotationHome, createHome, removeHome } from '../../../src/notation/home';
import { stageTrust } from '../../../src/notation/trust';
import type { StoreFile, TrustStore } from '../../../src/notation/trustStore';

const policy = { file: 'given.json', text: '{"trustPolicies":[]}', statements: [] };

/** A file of a trust store, with as many certificates. */
function file(source: string, certificates = 1): StoreFile {
  const content = Buffer.from(`content of ${source}`);
  return { path: source, content, certificates: Array<never>(certificates) };
}

function store(kind: TrustStore['kind'], name: string, ...files: StoreFile[]): TrustStore {
  return { kind, name, folder: 'given', files, leftOut: ['README'] };
}

describe('stageTrust', () => {
  let temp: string;
  let home: NotationHome;

  beforeEach(() => {
    temp = fs.mkdtempSync(path.join(tmpdir(), 'trust-'));
    home = createHome(temp);
  });
  afterEach(() => {
    removeHome(home);
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

  it('I9 writes certificates where notation looks for them, and nothing else', () => {
    const files = [file('/in/root.crt'), file('/in/junk', 0)];
    assert.deepEqual(staged(store('ca', 'a', ...files), store('tsa', 'b', file('/in/tsa.pem'))), {
      'x509/ca/a/root.crt': 'content of /in/root.crt',
      'x509/tsa/b/tsa.pem': 'content of /in/tsa.pem',
    });
  });

  it('I9 keeps certificates of one name apart', () => {
    const files = [file('/one/root.crt'), file('/two/ROOT.crt'), file('/three/root.crt')];
    const contents = Object.values(staged(store('ca', 'a', ...files)));
    assert.deepEqual(contents.sort(), files.map(({ content }) => content.toString()).sort());
  });

  it('H4 keeps all of it from other users', function () {
    if (process.platform === 'win32') this.skip();
    const umask = process.umask(0);
    try {
      staged(store('ca', 'a', file('/in/root.crt')));
    } finally {
      process.umask(umask);
    }
    for (const entry of fs.readdirSync(home.config, { recursive: true }) as string[]) {
      const stat = fs.statSync(path.join(home.config, entry));
      assert.equal(stat.mode & 0o777, stat.isDirectory() ? 0o700 : 0o600, entry);
    }
  });
});
