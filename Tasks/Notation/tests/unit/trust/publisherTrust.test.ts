import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { publisherTrust } from '../../../src/trust/publisherTrust';
import { selfSignedCertificate } from '../../fixtures/certificates';

describe('publisherTrust', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'notation-publishers-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('puts each certificate into the store of its kind alone: an authority of timestamps signs no image', () => {
    const der = (commonName: string): Buffer =>
      new X509Certificate(selfSignedCertificate({ folder, commonName, key: 'EC-256' }).pem).raw;
    const certificates = [
      { kind: 'ca', file: 'signers.crt', der: der('signers') },
      { kind: 'tsa', file: 'times.crt', der: der('times') },
    ] as const;
    const identities = ['x509.subject: CN=signers'];
    const publisher = { name: 'good', identities, scopes: ['good.example/app'], certificates };
    const { policy, stores } = publisherTrust([publisher]);
    assert.deepEqual(
      stores.map(({ kind, name, files }) => [kind, name, files.map((file) => file.path)]),
      [
        ['ca', 'publisher-good', ['signers.crt']],
        ['tsa', 'publisher-good', ['times.crt']],
      ],
    );
    assert.deepEqual(policy.statements[0]?.registryScopes, ['good.example/app']);
  });
});
