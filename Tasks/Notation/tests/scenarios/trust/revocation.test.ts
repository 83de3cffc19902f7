import assert from 'node:assert/strict';
import { cpSync, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import semver from 'semver';
import {
  type Certificate,
  certificateAuthority,
  issuedCertificate,
} from '../../fixtures/certificates';
import { type RevocationServer, startRevocationServer } from '../../doubles/revocationServer';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import { notationVersions, newestNotation } from '../../fixtures/tools';
import { Traces } from '../../fixtures/traces';
import type { World } from '../../fixtures/world';
import { TestJob } from '../../fixtures/job/testJob';
import { assertEnded, signedImage, since } from '../../fixtures/trust/trustAssertions';
import { logOf } from '../../fixtures/job/logAssertions';

describe('revocation', () => {
  let world: World;
  let authority: Certificate;
  let server: RevocationServer;
  const signers = {} as Record<'crl' | 'ocsp', Certificate>;
  const artifacts = {} as Record<'crl' | 'ocsp', string>;

  before(async function () {
    world = await openSuiteWorld(this);
    const folder = world.root;
    authority = certificateAuthority({ folder, commonName: 'authority' });
    server = endedWith(this, await startRevocationServer(authority, folder));
    for (const method of ['crl', 'ocsp'] as const) {
      const extensions = [server.extensions[method]];
      const signer = issuedCertificate(authority, { folder, commonName: method, extensions });
      const keyid = world.vault.add(method, signer, [authority]);
      signers[method] = signer;
      ({ reference: artifacts[method] } = await signedImage(world, { keyid, selfSigned: 'false' }));
    }
  });

  beforeEach(() => {
    server.down = false;
    for (const signer of Object.values(signers)) server.set(signer, 'good');
  });

  const verify = (testJob: TestJob, artifact: string, level = 'strict') =>
    testJob.verify(artifact, { certificates: [authority], level });
  const lists = (): number => server.requests.filter((url) => url === '/list.crl').length;

  for (const [method, versions] of [
    ['ocsp', notationVersions()],
    ['crl', since('1.3.0')],
  ] as const) {
    const name = method.toUpperCase();
    for (const notation of versions) {
      const { version } = notation;

      it(`by ${name} refuses the certificate, and passes a good one (${version})`, async () => {
        assertEnded(await verify(TestJob.at(world, notation), artifacts[method]));
        server.set(signers[method], 'revoked');
        const run = await verify(TestJob.at(world, notation), artifacts[method]);
        assertEnded(run, 'CertificateRevoked');
      });

      it(`by ${name} that nobody answers is named as that (${version})`, async () => {
        server.down = true;
        const run = await verify(TestJob.at(world, notation), artifacts[method]);
        assertEnded(run, 'RevocationUnknown');
        const message = logOf(run);
        assert.match(message, /revocation status is unknown/);
        // Older ones keep address and cause to their debug log.
        if (semver.gte(version, '1.3.0')) {
          assert.match(message, new RegExp(`Details: .*${name} http://127\\.0\\.0\\.1:\\d+/\\w+`));
        }
        const lenient = await verify(TestJob.at(world, notation), artifacts[method], 'permissive');
        assert.equal(lenient.result, 'SucceededWithIssues');
        assert.match(lenient.issues[0]?.message ?? '', /revocation.*unknown/);
      });
    }
  }

  describe('lists that were fetched', () => {
    it('serve the later steps of a job, also when their server is down', async () => {
      const testJob = TestJob.at(world, newestNotation());
      const before = lists();
      const trust = world.trust(testJob.job, { certificates: [authority] });
      const traces = new Traces(testJob.job);
      const inputs = { command: 'verify', artifactRefs: artifacts.crl, ...trust };
      const run = await testJob.job.run(world.task, { inputs });
      assertEnded(run);
      assert.deepEqual(traces.left('verify', run), []);
      assertEnded(await verify(testJob, artifacts.crl));
      assert.equal(lists(), before + 1);
      server.down = true;
      assertEnded(await verify(testJob, artifacts.crl));
      assert.equal(lists(), before + 1);
      const { mode } = statSync(path.join(testJob.job.temp, 'notation-cache'));
      assert.equal(mode & 0o077, 0, 'only for its user');
    });

    it('are gone with the job', async () => {
      const testJob = TestJob.at(world, newestNotation());
      assertEnded(await verify(testJob, artifacts.crl));
      testJob.job.end();
      assert(!existsSync(path.join(testJob.job.temp, 'notation-cache')));
      server.set(signers.crl, 'revoked');
      assertEnded(await verify(testJob, artifacts.crl), 'CertificateRevoked');
    });

    it('serve no other job, wherever they were put for it', async () => {
      const first = TestJob.at(world, newestNotation());
      assertEnded(await verify(first, artifacts.crl));
      const cache = path.join(first.job.temp, 'notation-cache');
      const planted = path.join(world.root, 'planted');
      const environment = {
        HOME: path.join(planted, 'home'),
        XDG_CACHE_HOME: path.join(planted, 'xdg'),
        NOTATION_CACHE: path.join(planted, 'cache'),
      };
      const places = ['home/.cache/notation', 'xdg/notation', 'cache', 'home/.config/notation'];
      for (const place of places) cpSync(cache, path.join(planted, place), { recursive: true });
      server.set(signers.crl, 'revoked');
      const second = TestJob.at(world, newestNotation(), { environment });
      const before = lists();
      assertEnded(await verify(second, artifacts.crl), 'CertificateRevoked');
      assert.equal(lists(), before + 1);
    });
  });
});
