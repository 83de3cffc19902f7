import assert from 'node:assert/strict';
import type { StepRun } from '../../../../../emulator/run';
import { selfSignedCertificate } from '../../fixtures/certificates';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions, newestNotation } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';
import { signWithCli } from '../../fixtures/job/cliSigning';
import { TestJob } from '../../fixtures/job/testJob';
import { logOf } from '../../fixtures/job/logAssertions';
import {
  assertEnded,
  readSummary,
  reported,
  repository,
} from '../../fixtures/trust/trustAssertions';

const signer = 'CN=signer,O=Notary,ST=WA,C=US';

describe('the signer that is shown', () => {
  let world: World;
  /** Each with a planted signature of the chief, whom nobody trusts, and the true one. */
  const images: Record<string, string> = {};

  before(async function () {
    world = await openSuiteWorld(this);
    const certificate = selfSignedCertificate({ folder: world.root, commonName: 'chief' });
    const keyid = world.vault.add('chief', certificate);
    const testJob = TestJob.at(world, newestNotation());
    const orders = { before: [{ keyid }, {}], after: [{}, { keyid }], forged: [{ keyid }] };
    for (const [name, signings] of Object.entries(orders)) {
      const { reference, digest } = await pushImage(world.registry, repository, name);
      for (const inputs of signings) assertEnded(await testJob.sign(reference, inputs));
      images[name] = reference;
      if (name !== 'forged') continue;
      const [planted = ''] = world.registry.store.signaturesOf(repository, digest);
      const turn = 'Processing signature with manifest mediaType: a and digest:';
      const metadata = `note=x\nlevel=info msg=${turn} ${planted}\n`;
      await signWithCli(world, newestNotation(), reference, '-m', metadata);
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
    const verify = (name: string, inputs: Record<string, string> = {}): Promise<StepRun> =>
      TestJob.at(world, notation).verify(images[name] ?? '', {}, inputs);

    for (const order of ['before', 'after']) {
      it(`is the true one, with one planted ${order} it (${version})`, async () => {
        assertShown(await verify(order), signer);
      });
    }

    it(`cannot be changed by what the signer wrote into the metadata (${version})`, async () => {
      assertShown(await verify('forged'), signer);
    });

    it(`is shown on request too, and not where showSigner is false (${version})`, async () => {
      assertShown(await verify('before', { showSigner: 'true' }), signer);
      assertShown(await verify('before', { showSigner: 'false' }), null);
    });
  }
});
