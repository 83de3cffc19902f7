import assert from 'node:assert/strict';
import { selfSignedCertificate } from '../../fixtures/certificates';
import { type PushedImage, pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions, newestNotation } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';
import { TestJob } from '../../fixtures/job/testJob';
import { InputFixture } from '../../fixtures/inputs/inputFixture';
import {
  assertEnded,
  inspected,
  repository,
  signedImage,
} from '../../fixtures/trust/trustAssertions';

const hour = 60 * 60 * 1000;

describe('the expiry of a signature', () => {
  let world: World;
  let expired: string;

  before(async function () {
    world = await openSuiteWorld(this);
    ({ reference: expired } = await signedImage(world, { expiry: '2s' }));
    await new Promise((resolve) => setTimeout(resolve, 2100));
  });

  for (const [expiry, milliseconds] of [
    ['90d', 90 * 24 * hour],
    ['12h', 12 * hour],
  ] as const) {
    it(`is ${expiry} after it was signed`, async () => {
      const { reference } = await signedImage(world, { expiry });
      const [signature] = await inspected(world, reference);
      const end = Date.parse(signature?.expiry ?? '');
      assert.equal(end - Date.parse(signature?.signedAt ?? ''), milliseconds);
      assertEnded(await TestJob.at(world, newestNotation()).verify(reference));
    });
  }

  for (const notation of notationVersions()) {
    it(`ends its time (${notation.version})`, async () => {
      assertEnded(await TestJob.at(world, notation).verify(expired), 'SignatureExpired');
    });
  }

  it('is refused for a plugin that knows none, before anything is downloaded', async () => {
    const fixture = new InputFixture(world);
    const testJob = fixture.watched();
    const plugin = 'com.amazonaws.signer.notation.plugin';
    const inputs = {
      ...{ plugin: 'custom', pluginName: plugin, signatureFormat: 'jws', expiry: '90d' },
      ...{ pluginUrl: `${world.releases.url}/plugin.tar.gz`, pluginChecksum: '0'.repeat(64) },
    };
    const sign = () => testJob.sign(expired, inputs);
    await fixture.assertRefused(sign, 'ExpiryUnsupported', plugin, 'expiry');
  });
});

describe('the most signatures that are looked at', () => {
  let world: World;
  /** Two planted signatures of a stranger, then the true one. */
  let image: PushedImage;

  before(async function () {
    world = await openSuiteWorld(this);
    const stranger = selfSignedCertificate({ folder: world.root, commonName: 'stranger' });
    const keyid = world.vault.add('stranger', stranger);
    image = await pushImage(world.registry, repository, 'v1');
    const testJob = TestJob.at(world, newestNotation());
    for (const inputs of [{ keyid }, { keyid }, {}]) {
      assertEnded(await testJob.sign(image.reference, inputs));
    }
  });

  for (const notation of notationVersions()) {
    it(`lets planted ones refuse a good artifact, and never pass a bad one (${notation.version})`, async () => {
      const verify = (maxSignatures: string) =>
        TestJob.at(world, notation).verify(image.reference, {}, { maxSignatures });
      assertEnded(await verify('2'), 'SignerNotTrusted');
      assertEnded(await verify('3'));
      assertEnded(await verify(''));
    });
  }

  for (const maxSignatures of ['0', '-1', 'all', '10001']) {
    it(`cannot be ${maxSignatures}`, async () => {
      const fixture = new InputFixture(world);
      const verify = () => fixture.watched().verify(image.reference, {}, { maxSignatures });
      await fixture.assertRefused(verify, 'NumberMalformed', 'maxSignatures');
    });
  }
});
