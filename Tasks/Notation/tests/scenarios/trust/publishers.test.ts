import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import semver from 'semver';
import { pushImage } from '../../doubles/registry/image';
import { type TimestampAuthority, startTimestampAuthority } from '../../doubles/timestampAuthority';
import {
  type Certificate,
  certificateAuthority,
  issuedCertificate,
} from '../../fixtures/certificates';
import { TestJob } from '../../fixtures/job/testJob';
import { logOf } from '../../fixtures/job/logAssertions';
import { writeSource } from '../../fixtures/inputs/inputFixture';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import {
  type PublisherEntry,
  serveCertificate,
  writePublisher,
} from '../../fixtures/trust/publisherData';
import { signBriefly, waitForEnd } from '../../fixtures/trust/briefCertificate';
import { assertEnded, repository, since } from '../../fixtures/trust/trustAssertions';
import { newestNotation, notationVersions } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';

describe('publishers that the task knows', () => {
  let world: World;
  let timestamps: TimestampAuthority;
  let authority: Certificate;
  let roots: PublisherEntry[];
  const images = { good: '', foreign: '', expired: '', stamped: '' };

  before(async function () {
    world = await openSuiteWorld(this);
    timestamps = endedWith(this, await startTimestampAuthority(world.root));
    const folder = world.root;
    authority = certificateAuthority({ folder, commonName: 'authority' });
    const sign = async (
      tag: keyof typeof images,
      leaf: Certificate,
      isStamped = true,
    ): Promise<void> => {
      const { reference } = await pushImage(world.registry, repository, tag);
      images[tag] = reference;
      const run = await TestJob.at(world, newestNotation()).sign(reference, {
        keyid: world.vault.add(tag, leaf),
        ...{ selfSigned: 'false', caCertBundle: authority.certificatePath },
        ...(isStamped
          ? { timestampURL: timestamps.url, timestampRootCert: timestamps.root.certificatePath }
          : {}),
      });
      assertEnded(run);
    };
    const issue = (name: string, commonName: string, days?: number): Certificate =>
      issuedCertificate(authority, {
        ...{ folder: path.join(folder, name), commonName },
        ...(days === undefined ? {} : { days }),
      });
    const stamped = await signBriefly(
      (days) => issue('a', 'publisher', days),
      (leaf) => sign('stamped', leaf),
    );
    const expired = await signBriefly(
      (days) => issue('b', 'publisher', days),
      (leaf) => sign('expired', leaf, false),
    );
    await sign('good', issue('good', 'publisher'));
    await sign('foreign', issue('foreign', 'somebody'));
    for (const { certificate } of [stamped, expired]) await waitForEnd(certificate);
    roots = [
      serveCertificate(world, 'ca', authority),
      serveCertificate(world, 'tsa', timestamps.root),
    ];
  });

  beforeEach(() => writePublisher(world, roots));

  function verify(
    artifactRefs: string,
    inputs: Readonly<Record<string, string>> = {},
    testJob = TestJob.at(world, newestNotation()),
  ) {
    const usual = { command: 'verify', artifactRefs, trustedPublishers: 'example' };
    return testJob.job.run(world.task, { inputs: { ...usual, ...inputs } });
  }

  for (const notation of since('1.2.0')) {
    const { version } = notation;
    const at = () => TestJob.at(world, notation);

    it(`D7 are trusted for what they sign, also after the certificate's end (${version})`, async () => {
      const run = await verify([images.good, images.stamped].join(','), {}, at());
      assertEnded(run);
      assert(
        run.log.some((line) => line.includes('"ca:publisher-example"')),
        logOf(run),
      );
    });

    it(`D7 are not trusted by another name of the same authority, nor without a timestamp (${version})`, async () => {
      assertEnded(await verify(images.foreign, {}, at()), 'IdentityNotTrusted');
      assertEnded(await verify(images.expired, {}, at()), 'TimestampRefused');
    });
  }

  it('D7 are trusted for no other registry', async () => {
    writePublisher(world, roots, ['registry.example', `${world.registry.host}0`]);
    const run = await verify(images.good);
    assertEnded(run, 'PublisherNotCovering');
    assert(run.issues[0]?.message.includes('registry.example'), logOf(run));
  });

  it('D7 are trusted by the pinned certificate alone', async () => {
    const [ca, tsa] = roots;
    assert(ca && tsa);
    writePublisher(world, [{ ...ca, url: tsa.url }, tsa]);
    const run = await verify(images.good);
    assertEnded(run, 'FingerprintMismatch');
    for (const word of [ca.fingerprint, tsa.fingerprint, tsa.url]) {
      assert(run.issues[0]?.message.includes(word), logOf(run));
    }
    const junk = world.releases.add('example/certificates', '1.0.0', 'junk.crt', Buffer.from('x'));
    writePublisher(world, [{ ...ca, url: junk }, tsa]);
    assertEnded(await verify(images.good), 'FingerprintMismatch');
  });

  it('D7 come from the cache, unless somebody else filled it', async () => {
    const testJob = TestJob.at(world, newestNotation());
    assertEnded(await verify(images.good, {}, testJob));
    const asked = (): number => world.releases.requests.length;
    const before = asked();
    assertEnded(await verify(images.good, {}, testJob));
    assert.equal(asked(), before);
    const cached = path.join(testJob.job.tools, 'notation-archives', 'authority.crt');
    assert.deepEqual(readFileSync(cached), new X509Certificate(authority.pem).raw);
    mkdirSync(path.dirname(cached), { recursive: true });
    writeFileSync(cached, world.certificate.pem);
    assertEnded(await verify(images.good, {}, testJob));
    assert.equal(asked(), before + 1);
  });

  it('D7 come from a mirror, under the path that they have at their own host', async () => {
    const away = roots.map((one) => ({ ...one, url: one.url.replace(/:\d+\//, ':1/') }));
    writePublisher(world, away);
    assertEnded(await verify(images.good), 'DownloadFailed');
    assertEnded(await verify(images.good, { mirrorUrl: world.releases.url }));
  });

  it('D7 tell which pinned fingerprint nobody has confirmed', async () => {
    writePublisher(
      world,
      roots.map((one) => ({ ...one, unconfirmed: true })),
    );
    const run = await verify(images.good);
    assertEnded(run);
    const told = run.log.filter((line) => line.includes('No independent record has confirmed it'));
    assert.deepEqual(
      told.map((line) => /\S+\.crt/.exec(line)?.[0]),
      ['authority.crt', 'timestamp-root.crt'],
    );
  });

  it('D7 that are unknown are refused, with the known ones', async () => {
    const run = await verify(images.good, { trustedPublishers: 'exampel' });
    assertEnded(run, 'PublisherUnknown');
    assert.match(run.issues[0]?.message ?? '', /'exampel'.*: example\./);
  });

  for (const notation of notationVersions().filter((one) => semver.lt(one.version, '1.2.0'))) {
    it(`D7 need a notation that knows timestamps (${notation.version})`, async () => {
      const run = await verify(images.good, {}, TestJob.at(world, notation));
      assertEnded(run, 'PublisherNeedsTimestamps');
    });
  }

  describe('beside a policy', () => {
    /** A policy that trusts the authority for some scopes, whatever the name, in stores of a publisher's name. */
    function policy(...registryScopes: string[]) {
      const testJob = TestJob.at(world, newestNotation());
      const statement = {
        ...{
          name: 'publisher-example',
          registryScopes,
          signatureVerification: { level: 'strict' },
        },
        ...{ trustStores: ['ca:publisher-example'], trustedIdentities: ['*'] },
      };
      const text = JSON.stringify({ version: '1.0', trustPolicies: [statement] });
      writeSource(testJob.job, 'policy.json', text);
      writeSource(testJob.job, 'store/x509/ca/publisher-example/a.pem', authority.pem);
      return { testJob, inputs: { trustPolicy: 'policy.json', trustStore: 'store' } };
    }

    it('D7 count alone for their registries, whatever store and statement are called', async () => {
      const { testJob, inputs } = policy('*');
      assertEnded(await verify(images.good, inputs, testJob));
      assertEnded(await verify(images.foreign, inputs, testJob), 'IdentityNotTrusted');
      assertEnded(await verify(images.foreign, { ...inputs, trustedPublishers: '' }, testJob));
    });

    it('D7 leave other registries to the policy', async () => {
      writePublisher(world, roots, ['registry.example']);
      const { testJob, inputs } = policy('*');
      assertEnded(await verify(images.foreign, inputs, testJob));
    });

    it('D7 refuse a policy that names their registries', async () => {
      for (const scope of [repository, '*', 'other/*']) {
        const { testJob, inputs } = policy(
          `${world.registry.host}/${scope}`.toUpperCase().replace(/\/.*/, `/${scope}`),
        );
        const run = await verify(images.good, inputs, testJob);
        assertEnded(run, 'ConflictingTrustInputs');
        assert(run.issues[0]?.message.includes('policy.json:1'), logOf(run));
      }
    });
  });
});
