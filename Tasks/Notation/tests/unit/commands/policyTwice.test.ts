import assert from 'node:assert/strict';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseReference } from '../../../src/artifacts/reference';
import { openTrust } from '../../../src/commands/trust';
import type { TaskError } from '../../../src/errors';
import { needLinks } from '../../fixtures/links';

const policy = (name: string): string =>
  JSON.stringify({
    version: '1.0',
    trustPolicies: [{ name, registryScopes: ['*'], signatureVerification: { level: 'skip' } }],
  });

describe('openTrust, of several policies', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'policies-'));
    mkdirSync(path.join(folder, 'x509/ca/signers'), { recursive: true });
    writeFileSync(path.join(folder, 'build.json'), policy('build'));
    writeFileSync(path.join(folder, 'security.json'), policy('security'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function codesOf(...names: readonly string[]): readonly string[] {
    const files = names.map((name) => path.join(folder, name));
    const policies = { files, store: folder };
    try {
      const artifacts = [parseReference('r.example/app:1')];
      openTrust({ kind: 'policy', policies, publishers: [] }, artifacts);
      return [];
    } catch (error) {
      return ((error as AggregateError).errors as TaskError[]).map(({ code }) => code);
    }
  }

  it('D8 takes two', () => {
    assert.deepEqual(codesOf('build.json', 'security.json'), []);
  });

  it('D8 refuses one that is in the list twice', () => {
    assert.deepEqual(codesOf('build.json', 'security.json', 'build.json'), ['TrustPolicyTwice']);
  });

  it('D8 refuses one that is there twice by a hard link', () => {
    linkSync(path.join(folder, 'build.json'), path.join(folder, 'same.json'));
    assert.deepEqual(codesOf('build.json', 'same.json'), ['TrustPolicyTwice']);
  });

  it('D8 refuses one that is there twice by a symbolic link', function () {
    needLinks(this);
    symlinkSync('build.json', path.join(folder, 'link.json'));
    assert.deepEqual(codesOf('build.json', 'link.json'), ['TrustPolicyTwice']);
  });

  it('D8 refuses a copy of another', () => {
    writeFileSync(path.join(folder, 'copy.json'), policy('build'));
    assert.deepEqual(codesOf('build.json', 'copy.json'), ['TrustPolicyTwice']);
  });
});
