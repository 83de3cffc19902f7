import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateTrust } from '../../../src/trust/generate';
import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';

describe('generateTrust', () => {
  let folder: string;
  let one: Certificate;
  let two: Certificate;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'generated-'));
    one = selfSignedCertificate({ folder, commonName: 'one', key: 'EC-256' });
    two = selfSignedCertificate({ folder, commonName: 'two', key: 'EC-256' });
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const trusted = { identities: [], level: 'strict' };
  const statementOf = (text: string): unknown =>
    (JSON.parse(text) as { trustPolicies: unknown[] }).trustPolicies[0];

  it('makes a policy for exactly these repositories, each once', () => {
    const paths = [one.certificatePath];
    const scopes = ['r.example/a', 'r.example/b', 'r.example/a'];
    const { policy } = generateTrust({ ...trusted, paths }, scopes);
    assert.deepEqual(statementOf(policy.text), {
      name: 'trusted-certificates',
      registryScopes: ['r.example/a', 'r.example/b'],
      signatureVerification: { level: 'strict' },
      trustStores: ['ca:trusted'],
      trustedIdentities: ['*'],
    });
    assert.equal(policy.statements.length, 1);
  });

  it('keeps level and identities as they are given', () => {
    const identities = ['x509.subject: C=US, ST=WA, O=Contoso'];
    const given = { paths: [one.certificatePath], identities, level: 'audit' };
    const { policy } = generateTrust(given, ['r.example/a']);
    const statement = statementOf(policy.text) as Record<string, unknown>;
    assert.deepEqual(statement['trustedIdentities'], identities);
    assert.deepEqual(statement['signatureVerification'], { level: 'audit' });
  });

  it('takes files and what lies in folders into one store, companions apart', () => {
    const kept = path.join(folder, 'kept');
    mkdirSync(path.join(kept, 'old'), { recursive: true });
    writeFileSync(path.join(kept, 'two.cer'), new X509Certificate(two.pem).raw);
    writeFileSync(path.join(kept, 'README.md'), '');
    const paths = [one.certificatePath, kept];
    const { stores } = generateTrust({ ...trusted, paths }, ['r.example/a']);
    const [store] = stores;
    assert.deepEqual([stores.length, store?.kind, store?.name], [1, 'ca', 'trusted']);
    const names = store?.files.map((file) => [path.basename(file.path), file.certificates.length]);
    assert.deepEqual(names, [
      ['one.crt', 1],
      ['two.cer', 1],
    ]);
    assert.deepEqual(store?.leftOut, ['README.md', 'old']);
  });
});
