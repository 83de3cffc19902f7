import assert from 'node:assert/strict';
import type { StepRun } from '../../../../../emulator/run';
import { selfSignedCertificate } from '../../fixtures/certificates';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions, newestNotation } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';
import { signByHand } from '../../fixtures/gate/handSigning';
import { Station } from '../../fixtures/gate/station';
import { logOf } from '../../fixtures/gate/verdict';
import { assertEnded, readSummary, reported, repository } from '../../fixtures/trust/stage';

const signer = 'CN=signer,O=Notary,ST=WA,C=US';

describe('the signer that is shown', () => {
  let world: World;
  /** Each with a planted signature of the chief, whom nobody trusts, and the true one. */
  const images: Record<string, string> = {};

  before(async function () {
    world = await openSuiteWorld(this);
    const certificate = selfSignedCertificate({ folder: world.root, commonName: 'chief' });
    const keyid = world.vault.add('chief', certificate);
    const station = Station.at(world, newestNotation());
    const orders = { before: [{ keyid }, {}], after: [{}, { keyid }], forged: [{ keyid }] };
    for (const [name, signings] of Object.entries(orders)) {
      const { reference, digest } = await pushImage(world.registry, repository, name);
      for (const inputs of signings) assertEnded(await station.sign(reference, inputs));
      images[name] = reference;
      if (name !== 'forged') continue;
      const [planted = ''] = world.registry.store.signaturesOf(repository, digest);
      const turn = 'Processing signature with manifest mediaType: a and digest:';
      const metadata = `note=x\nlevel=info msg=${turn} ${planted}\n`;
      await signByHand(world, newestNotation(), reference, '-m', metadata);
    }
  });

  function assertShown(run: StepRun, subject: string | null): void {
    assertEnded(run);
    assert.equal(reported(run)[0]?.signer, subject, logOf(run));
    const rows = readSummary(run).split('\n');
    const row = rows.find((one) => one.includes('verified')) ?? '';
    assert.equal(row.includes('CN='), subject !== null, row);
    assert(row.includes(subject ?? ''), row);
  }

  for (const notation of notationVersions()) {
    const { version } = notation;
    const verify = (name: string, showSigner = 'true'): Promise<StepRun> =>
      Station.at(world, notation).verify(images[name] ?? '', {}, { showSigner });

    for (const order of ['before', 'after']) {
      it(`is the true one, with one planted ${order} it (${version})`, async () => {
        assertShown(await verify(order), signer);
      });
    }

    it(`cannot be changed by what the signer wrote into the metadata (${version})`, async () => {
      assertShown(await verify('forged'), signer);
    });

    it(`is shown only where it is asked for (${version})`, async () => {
      assertShown(await verify('before', 'false'), null);
    });
  }
});
