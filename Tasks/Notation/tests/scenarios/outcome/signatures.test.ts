import assert from 'node:assert/strict';
import { shortenDigests } from '../../../src/text/shortDigest';
import { selfSignedCertificate } from '../../fixtures/certificates';
import { pushImage } from '../../doubles/registry/image';
import { copySignature, corruptSignature } from '../../doubles/registry/tampering';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { type World } from '../../fixtures/world';
import { TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands, codesOf, logOf } from '../../fixtures/job/logAssertions';

const repository = 'team/app';

describe('the gate and several signatures of one artifact', () => {
  let world: World;
  let strangersKey: string;

  before(async function () {
    world = await openSuiteWorld(this);
    const stranger = selfSignedCertificate({ folder: world.root, commonName: 'stranger' });
    strangersKey = world.vault.add('stranger', stranger);
  });

  for (const notation of notationVersions()) {
    const { version } = notation;
    const testJob = (): TestJob => TestJob.at(world, notation);

    async function signed(tag: string, keyid?: string) {
      const image = await pushImage(world.registry, repository, tag);
      const run = await testJob().sign(image.reference, keyid === undefined ? {} : { keyid });
      assert.equal(run.result, 'Succeeded', logOf(run));
      const [signature = ''] = world.registry.store.signaturesOf(repository, image.digest);
      return { ...image, signature };
    }

    for (const order of ['before', 'after']) {
      it(`G8 a planted signature ${order} the true one does not hide the cause (${version})`, async () => {
        const source = await signed('source');
        // The attacker's: made for another image, or by another key. The true one was damaged.
        const image = await signed('image', order === 'before' ? strangersKey : undefined);
        const planted = order === 'before' ? image.signature : '';
        if (order === 'before') await testJob().sign(image.reference);
        const { store } = world.registry;
        const copied = copySignature(store, repository, source.signature, image.digest);
        const own = store
          .signaturesOf(repository, image.digest)
          .filter((digest) => digest !== planted && digest !== copied);
        assert.equal(own.length, 1);
        const damaged = corruptSignature(store, repository, own[0] ?? '');
        const run = await testJob().verify(image.reference);
        assertOnlyTaskCommands(run);
        assert.deepEqual(codesOf(run), ['NoSignatureVerified'], logOf(run));
        const message = run.issues[0]?.message ?? '';
        const details = run.log.find((line) => line.startsWith('  Details: ')) ?? '';
        const reasonOf = (digest: string): string =>
          details.slice(details.indexOf(digest)).split('; ')[0] ?? '';
        assert.match(reasonOf(copied), /content descriptor mismatch/);
        assert.match(reasonOf(damaged), /signature is invalid|invalid|integrity/);
        if (planted !== '') assert.match(reasonOf(planted), /trusted/);
        assert(message.includes(shortenDigests(image.reference)));
        assert.match(message, /SignatureSubjectMismatch/);
      });
    }

    it(`G8 one good signature among planted ones is enough (${version})`, async () => {
      const source = await signed('source');
      const image = await signed('image', strangersKey);
      copySignature(world.registry.store, repository, source.signature, image.digest);
      assertOnlyTaskCommands(await testJob().verify(image.reference));
      await testJob().sign(image.reference);
      const run = await testJob().verify(image.reference);
      assertOnlyTaskCommands(run, 'Succeeded');
    });
  }
});
