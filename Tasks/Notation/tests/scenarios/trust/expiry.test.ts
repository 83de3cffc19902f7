import assert from 'node:assert/strict';
import { selfSignedCertificate } from '../../fixtures/certificates';
import { type PushedImage, pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions, newestNotation } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';
import { Station } from '../../fixtures/gate/station';
import { Scene } from '../../fixtures/inputs/scene';
import { assertEnded, inspected, repository, signedImage } from '../../fixtures/trust/stage';

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
      assertEnded(await Station.at(world, newestNotation()).verify(reference));
    });
  }

  for (const notation of notationVersions()) {
    it(`ends its time (${notation.version})`, async () => {
      assertEnded(await Station.at(world, notation).verify(expired), 'SignatureExpired');
    });
  }

  it('is refused for a plugin that knows none, before anything is downloaded', async () => {
    const scene = new Scene(world);
    const station = scene.watched();
    const plugin = 'com.amazonaws.signer.notation.plugin';
    const inputs = {
      ...{ plugin: 'custom', pluginName: plugin, signatureFormat: 'jws', expiry: '90d' },
      ...{ pluginUrl: `${world.releases.url}/plugin.tar.gz`, pluginChecksum: '0'.repeat(64) },
    };
    const sign = () => station.sign(expired, inputs);
    await scene.assertRefused(sign, 'ExpiryUnsupported', plugin, 'expiry');
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
    const station = Station.at(world, newestNotation());
    for (const inputs of [{ keyid }, { keyid }, {}]) {
      assertEnded(await station.sign(image.reference, inputs));
    }
  });

  for (const notation of notationVersions()) {
    it(`lets planted ones refuse a good artifact, and never pass a bad one (${notation.version})`, async () => {
      const verify = (maxSignatures: string) =>
        Station.at(world, notation).verify(image.reference, {}, { maxSignatures });
      assertEnded(await verify('2'), 'SignerNotTrusted');
      assertEnded(await verify('3'));
      assertEnded(await verify(''));
    });
  }

  for (const maxSignatures of ['0', '-1', 'all', '10001']) {
    it(`cannot be ${maxSignatures}`, async () => {
      const scene = new Scene(world);
      const verify = () => scene.watched().verify(image.reference, {}, { maxSignatures });
      await scene.assertRefused(verify, 'NumberMalformed', 'maxSignatures');
    });
  }
});
