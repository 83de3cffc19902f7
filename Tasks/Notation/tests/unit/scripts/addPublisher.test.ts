import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TASK_SOURCE } from '../../../../../scripts/paths';
import {
  type Addition,
  type PublisherData,
  addPublisher,
} from '../../../../../scripts/publishers/add';
import { type ReleaseServer, startReleaseServer } from '../../doubles/releases';
import {
  type Certificate,
  certificateAuthority,
  issuedCertificate,
} from '../../fixtures/certificates';
import { fingerprintOf } from '../../fixtures/trust/publisherData';

const start = readFileSync(path.join(TASK_SOURCE, 'data/publishers.json'), 'utf8');

describe('addPublisher', () => {
  let folder: string;
  let target: string;
  let authority: Certificate;
  let stamps: Certificate;
  let leaf: Certificate;
  let addition: Addition;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'publishers-'));
    target = path.join(folder, 'publishers.json');
    const key = 'EC-256';
    authority = certificateAuthority({ folder, commonName: 'authority', key });
    stamps = certificateAuthority({ folder, commonName: 'stamps', key });
    leaf = issuedCertificate(authority, { folder, commonName: 'leaf', key });
  });
  beforeEach(() => {
    writeFileSync(target, start);
    addition = {
      ...{ target, name: 'contoso', registries: ['registry.contoso.com'] },
      identities: ['CN=Release,O=Contoso,ST=WA,C=US'],
      certificates: [
        { kind: 'ca', url: 'https://pki.contoso.com/a.crt' },
        { kind: 'tsa', url: 'https://pki.contoso.com/t.crt' },
      ],
      files: [authority.certificatePath, stamps.certificatePath],
    };
  });
  after(() => rmSync(folder, { recursive: true }));

  const data = (): PublisherData => JSON.parse(readFileSync(target, 'utf8')) as PublisherData;

  it('adds a publisher, each fingerprint unconfirmed, and leaves the others', async () => {
    await addPublisher(addition);
    const { contoso, ...others } = data().publishers;
    assert.deepEqual(others, (JSON.parse(start) as PublisherData).publishers);
    assert.deepEqual(contoso?.identities, ['x509.subject: CN=Release,O=Contoso,ST=WA,C=US']);
    assert.deepEqual(
      contoso.certificates.map(({ kind, fingerprint, unconfirmed }) => [
        kind,
        fingerprint,
        unconfirmed,
      ]),
      [
        ['ca', fingerprintOf(authority), true],
        ['tsa', fingerprintOf(stamps), true],
      ],
    );
    assert.match((await addPublisher(addition))[0] ?? '', /nothing to do/);
  });

  it('takes the certificates from where they are served', async () => {
    const server: ReleaseServer = await startReleaseServer();
    try {
      const add = ({ commonName, pem }: Certificate): string =>
        server.add('c/c', '1.0.0', commonName, Buffer.from(pem));
      const certificates = [
        { kind: 'ca', url: add(authority) } as const,
        { kind: 'tsa', url: add(stamps) } as const,
      ];
      await addPublisher({ ...addition, files: [], certificates });
      assert.equal(data().publishers['contoso']?.certificates.length, 2);
      const gone = certificates.map((one) => ({ ...one, url: `${one.url}x` }));
      await assert.rejects(addPublisher({ ...addition, files: [], certificates: gone }), /404/);
    } finally {
      await server.stop();
    }
  });

  it('changes nothing where it does not understand something', async () => {
    const bad: [change: Partial<Addition>, told: RegExp][] = [
      [{ name: 'Contoso Ltd' }, /no name/],
      [{ name: 'microsoft' }, /other values/],
      [{ registries: [] }, /--registry/],
      [{ registries: ['registry.contoso.com/team'] }, /no host/],
      [{ registries: ['Registry.contoso.com'] }, /no host/],
      [{ identities: [] }, /--identity/],
      [{ identities: ['CN=Release,O=Contoso,C=US'] }, /has no ST/],
      [{ certificates: addition.certificates.slice(0, 1) }, /--tsa/],
      [{ certificates: addition.certificates.slice(1) }, /--ca/],
      [{ files: addition.files.slice(1) }, /all certificates or for none/],
      [{ files: [authority.certificatePath, leaf.certificatePath] }, /no authority's/],
      [{ files: [authority.certificatePath, authority.keyPath] }, /is no certificate/],
    ];
    for (const [change, told] of bad) {
      await assert.rejects(addPublisher({ ...addition, ...change }), told);
      assert.equal(readFileSync(target, 'utf8'), start, String(told));
    }
  });
});
