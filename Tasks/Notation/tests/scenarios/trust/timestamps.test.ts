import assert from 'node:assert/strict';
import path from 'node:path';
import semver from 'semver';
import {
  type Certificate,
  certificateAuthority,
  selfSignedCertificate,
} from '../../fixtures/certificates';
import { pushImage } from '../../doubles/registry/image';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import { type TimestampAuthority, startTimestampAuthority } from '../../doubles/timestampAuthority';
import { notationVersions, newestNotation } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';
import { TestJob } from '../../fixtures/job/testJob';
import { codesOf, logOf } from '../../fixtures/job/logAssertions';
import { writeSource } from '../../fixtures/inputs/inputFixture';
import { assertEnded, inspected, repository, since } from '../../fixtures/trust/trustAssertions';
import { signBriefly, waitForEnd } from '../../fixtures/trust/briefCertificate';

const stampers = since('1.2.0');

describe('timestamps', () => {
  let world: World;
  let authority: TimestampAuthority;
  let brief: Certificate;
  /** The root of some other authority. */
  let other: Certificate;
  let stamped: string;
  let unstamped: string;

  const stamp = (root = authority.root): Record<string, string> => ({
    timestampURL: authority.url,
    timestampRootCert: root.certificatePath,
  });

  before(async function () {
    world = await openSuiteWorld(this);
    authority = endedWith(this, await startTimestampAuthority(world.root));
    other = certificateAuthority({ folder: world.root, commonName: 'other-root' });
    const testJob = TestJob.at(world, newestNotation());
    ({ certificate: brief } = await signBriefly(
      (days) => selfSignedCertificate({ folder: world.root, commonName: 'brief', days }),
      async (certificate) => {
        const keyid = world.vault.add('brief', certificate);
        const push = async (tag: string) =>
          (await pushImage(world.registry, repository, tag)).reference;
        [stamped, unstamped] = [await push('stamped'), await push('unstamped')];
        assertEnded(await testJob.sign(stamped, { keyid, ...stamp() }));
        assertEnded(await testJob.sign(unstamped, { keyid }));
      },
    ));
    await waitForEnd(brief);
  });

  for (const notation of stampers) {
    const { version } = notation;

    /** Verifies what the expired certificate signed; `root` is the authority's that is trusted. */
    function verify(artifact: string, root?: Certificate) {
      const testJob = TestJob.at(world, notation);
      if (root === undefined) return testJob.verify(artifact, { certificates: [brief] });
      writeSource(testJob.job, '.pipeline/truststore/x509/tsa/stamps/root.pem', root.pem);
      return testJob.verify(artifact, {
        certificates: [brief],
        change: ({ trustStores }) => trustStores.push('tsa:stamps'),
      });
    }

    it(`let a signature outlive its certificate, under a tsa store (${version})`, async () => {
      assertEnded(await verify(stamped, authority.root));
    });

    it(`are what the certificate's end is measured by, so none is refused (${version})`, async () => {
      assertEnded(await verify(stamped), 'CertificateExpired');
      const run = await verify(unstamped, authority.root);
      assertEnded(run, 'TimestampRefused');
    });

    it(`of an authority that is not trusted are refused (${version})`, async () => {
      assertEnded(await verify(stamped, other), 'TimestampRefused');
    });

    it(`are made, and shown by inspect (${version})`, async () => {
      const { reference } = await pushImage(world.registry, repository, 'new');
      const before = authority.requests;
      assertEnded(await TestJob.at(world, notation).sign(reference, stamp()));
      assert.equal(authority.requests, before + 1);
      const [signature] = await inspected(world, reference, notation);
      assert.match(signature?.timestamp ?? '', /^\d{4}-\d\d-\d\dT|\d{4}/);
    });

    it(`that cannot be had leave the artifact unsigned, with the reason (${version})`, async () => {
      const { reference, digest } = await pushImage(world.registry, repository, 'none');
      const sign = (inputs: Record<string, string>) =>
        TestJob.at(world, notation).sign(reference, { ...stamp(), ...inputs });
      const down = await sign({ timestampURL: 'http://127.0.0.1:1/' });
      assertEnded(down, 'TimestampRefused');
      assert.match(logOf(down), /127\.0\.0\.1:1\b.*connection refused/);
      const roots = { unknown: other, 'of no authority': world.certificate };
      for (const [title, { certificatePath }] of Object.entries(roots)) {
        const run = await sign({ timestampRootCert: certificatePath });
        assert.deepEqual(codesOf(run), ['TimestampRefused'], `${title}: ${logOf(run)}`);
      }
      assert.deepEqual(world.registry.store.signaturesOf(repository, digest), []);
    });

    it(`of an authority that nobody answers for are not made, and that is the reason (${version})`, async () => {
      const list = 'crlDistributionPoints = URI:http://127.0.0.1:1/timestamps.crl';
      const unasked = await startTimestampAuthority(world.root, [list]);
      try {
        const { reference, digest } = await pushImage(world.registry, repository, 'unasked');
        const run = await TestJob.at(world, notation).sign(reference, {
          timestampURL: unasked.url,
          timestampRootCert: unasked.root.certificatePath,
        });
        // Releases before 1.3 do not ask.
        const code = semver.gte(version, '1.3.0') ? ['TimestampRefused'] : [];
        assert.deepEqual(codesOf(run), code, logOf(run));
        const signatures = world.registry.store.signaturesOf(repository, digest);
        assert.equal(signatures.length, 1 - code.length);
      } finally {
        unasked.stop();
      }
    });

    it(`that take too long end with the time of the artifact (${version})`, async () => {
      const { reference, digest } = await pushImage(world.registry, repository, 'slow');
      authority.delay = 60_000;
      try {
        const run = await TestJob.at(world, notation).sign(reference, {
          ...stamp(),
          timeoutPerArtifact: '5s',
        });
        assertEnded(run, 'ArtifactTimedOut');
      } finally {
        authority.delay = 0;
      }
      assert.deepEqual(world.registry.store.signaturesOf(repository, digest), []);
    });
  }

  const others = notationVersions().filter(({ version }) => semver.lt(version, '1.2.0'));
  for (const notation of others) {
    it(`are refused before anything is downloaded (${notation.version})`, async () => {
      const before = [world.releases.requests.length, world.registry.requests.length];
      const run = await TestJob.at(world, notation).sign(stamped, stamp());
      assertEnded(run, 'NotationWithoutTimestamps');
      assert.match(run.issues[0]?.message ?? '', /1\.2\.0/, logOf(run));
      const after = [world.releases.requests.length, world.registry.requests.length];
      assert.deepEqual(after, before);
    });
  }

  it('are demanded of every signature, unless the policy asks after its end only', async () => {
    const { reference } = await pushImage(world.registry, repository, 'young');
    const testJob = TestJob.at(world, newestNotation());
    assertEnded(await testJob.sign(reference));
    const file = '.pipeline/truststore/x509/tsa/stamps/root.pem';
    writeSource(testJob.job, file, authority.root.pem);
    const verify = (verifyTimestamp: string) =>
      testJob.verify(reference, {
        change: ({ trustStores, signatureVerification }) => {
          trustStores.push('tsa:stamps');
          Object.assign(signatureVerification, { verifyTimestamp });
        },
      });
    assertEnded(await verify('always'), 'TimestampRefused');
    assertEnded(await verify('afterCertExpiry'));
  });

  it('are asked for with both inputs or none', async () => {
    const testJob = TestJob.at(world, newestNotation());
    const root = path.relative(testJob.job.sources, authority.root.certificatePath);
    const run = await testJob.sign(stamped, { timestampRootCert: root });
    assertEnded(run, 'TimestampIncomplete');
  });
});
