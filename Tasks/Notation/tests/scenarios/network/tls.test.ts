import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type Certificate,
  certificateAuthority,
  serverCertificate,
} from '../../fixtures/certificates';
import {
  type ReleaseHost,
  codes,
  logOf,
  openReleaseHost,
} from '../../fixtures/network/releaseHost';

describe('a release host that speaks TLS', () => {
  let folder: string;
  let authority: Certificate;
  let releaseHost: ReleaseHost;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'notation-tls-'));
    authority = certificateAuthority({ folder, commonName: 'authority' });
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(() => releaseHost.close());

  async function open(commonName: string, host = '127.0.0.1'): Promise<void> {
    const { pem, keyPath } = serverCertificate(authority, [host], { folder, commonName });
    releaseHost = await openReleaseHost({ tls: { key: readFileSync(keyPath, 'utf8'), cert: pem } });
  }

  it('N2 with a certificate that nobody knows: is not tried again, and says so', async () => {
    await open('unknown');
    const step = await releaseHost.install(releaseHost.job());
    assert.deepEqual([step.result, codes(step)], ['Failed', ['DownloadFailed']], logOf(step));
    assert.deepEqual([releaseHost.server.connections, releaseHost.server.requests.length], [1, 0]);
    const message = step.issues[0]?.message ?? '';
    assert(message.includes(releaseHost.releases['1.3.2']?.url ?? '?'), message);
    assert.match(message, /certificate/);
  });

  it('N2 with a certificate for another name: is not tried again, and says so', async () => {
    await open('other', 'other.example');
    const certificates = { ca: authority.certificatePath };
    const step = await releaseHost.install(releaseHost.job({ certificates }));
    assert.deepEqual([step.result, codes(step)], ['Failed', ['DownloadFailed']], logOf(step));
    assert.deepEqual([releaseHost.server.connections, releaseHost.server.requests.length], [1, 0]);
    assert.match(step.issues[0]?.message ?? '', /altnames/);
  });

  it('N6 with a certificate of an authority in the file of the agent: is trusted', async () => {
    await open('known');
    const certificates = { ca: authority.certificatePath };
    const step = await releaseHost.install(releaseHost.job({ certificates }));
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
  });
});
