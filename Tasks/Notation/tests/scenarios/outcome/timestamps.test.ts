import assert from 'node:assert/strict';
import semver from 'semver';
import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';
import { pushImage } from '../../doubles/registry/image';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import { startTimestampAuthority } from '../../doubles/timestampAuthority';
import { notationVersions } from '../../fixtures/tools';
import { signBriefly, waitForEnd } from '../../fixtures/trust/briefCertificate';
import { type World } from '../../fixtures/world';
import { TestJob } from '../../fixtures/job/testJob';
import { codesOf, logOf } from '../../fixtures/job/logAssertions';

describe('the gate and a timestamp that nobody asked about', () => {
  let world: World;
  let brief: Certificate;
  let artifact: string;

  before(async function () {
    world = await openSuiteWorld(this);
    const authority = endedWith(this, await startTimestampAuthority(world.root));
    const newest = notationVersions().find(({ version }) => semver.gte(version, '1.2.0'));
    assert(newest !== undefined);
    ({ certificate: brief, signed: artifact } = await signBriefly(
      (days) => selfSignedCertificate({ folder: world.root, commonName: 'brief', days }),
      async (certificate) => {
        const { reference } = await pushImage(world.registry, 'team/app', '1');
        const run = await TestJob.at(world, newest).sign(reference, {
          keyid: world.vault.add('brief', certificate),
          signatureFormat: 'jws', // in COSE the old versions do not find the timestamp, and refuse it too
          timestampURL: authority.url,
          timestampRootCert: authority.root.certificatePath,
        });
        assert.equal(run.result, 'Succeeded', logOf(run));
        return reference;
      },
    ));
    await waitForEnd(brief);
  });

  for (const notation of notationVersions()) {
    const { version } = notation;
    const checks = semver.gte(version, '1.2.0');

    it(`G10 ${version} ${checks ? 'refuses' : 'passes, with a notice,'} an expired certificate under a timestamp of anybody`, async () => {
      const run = await TestJob.at(world, notation).verify(artifact, { certificates: [brief] });
      const said = run.log.filter((line) =>
        line.startsWith(`notation ${version} accepts a JWS signature of an expired certificate`),
      );
      if (checks) {
        assert.deepEqual(codesOf(run), ['CertificateExpired'], logOf(run));
        assert.deepEqual(said, []);
      } else {
        assert.equal(run.result, 'Succeeded', logOf(run));
        assert.equal(said.length, 1, logOf(run));
      }
    });
  }
});
