import assert from 'node:assert/strict';
import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';
import { type Forgery, forgeSignature } from '../../doubles/registry/forgedSignature';
import { type PushedImage, pushImage } from '../../doubles/registry/image';
import { listLast } from '../../doubles/registry/tampering';
import { PlantedProgram } from '../../fixtures/plantedProgram';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation, notationVersions } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';
import { TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands, codesOf, logOf } from '../../fixtures/job/logAssertions';
import { shortenDigests } from '../../../src/text/shortDigest';

const repository = 'team/app';
const attribute = 'io.cncf.notary.verificationPlugin';

describe('a program that a signature names', function () {
  let world: World;
  let stranger: Certificate;
  let program: PlantedProgram;
  let images = 0;

  before(async function () {
    world = await openSuiteWorld(this);
    stranger = selfSignedCertificate({ folder: world.root, commonName: 'stranger' });
    program = new PlantedProgram(world.root);
  });

  beforeEach(() => {
    program.forget();
  });

  afterEach(() => {
    world.registry.reset();
  });

  async function planted(forgery: Partial<Forgery> = {}): Promise<PushedImage> {
    images += 1;
    const image = await pushImage(world.registry, repository, `v${images}`);
    const whole = { attributes: { [attribute]: program.byPath }, ...forgery };
    forgeSignature(world.registry.store, repository, image, stranger, whole);
    return image;
  }

  for (const notation of notationVersions()) {
    const { version } = notation;

    it(`H5 is not run where its name is a path (${version})`, async () => {
      const { reference } = await planted();
      const run = await TestJob.at(world, notation).verify(reference);
      assertOnlyTaskCommands(run);
      assert.deepEqual(codesOf(run), ['SignaturePluginRefused'], logOf(run));
      const message = run.issues[0]?.message ?? '';
      assert(message.includes(shortenDigests(reference)) && !message.includes('../'), message);
      assert(!program.wasRun, 'it was run');
    });

    it(`H5 is not run where the signature cannot be read (${version})`, async () => {
      const { reference } = await planted({ attributes: {}, payload: { targetArtifact: 5 } });
      const run = await TestJob.at(world, notation).verify(reference);
      assertOnlyTaskCommands(run);
      assert.deepEqual(codesOf(run), ['SignatureUnreadable'], logOf(run));
      assert(!program.wasRun, 'it was run');
    });

    it(`H5 is not run where sign looks whether the artifact is signed (${version})`, async () => {
      const { reference } = await planted();
      const testJob = TestJob.at(world, notation);
      const run = await testJob.sign(reference, {
        skipSigned: 'true',
        ...world.trust(testJob.job),
      });
      assert.equal(run.result, 'Succeeded', logOf(run));
      assert(!program.wasRun, 'it was run');
    });

    it(`H5 is not run where the signature comes after the listing: it is not seen (${version})`, async () => {
      images += 1;
      const image = await pushImage(world.registry, repository, `v${images}`);
      const testJob = TestJob.at(world, notation);
      assert.equal((await testJob.sign(image.reference)).result, 'Succeeded');
      const { store, requests } = world.registry;
      const [good = ''] = store.signaturesOf(repository, image.digest);
      let comings = 0;
      world.registry.faults = ({ kind, reference }) => {
        if (kind !== 'manifest' || reference !== good) return undefined;
        comings += 1;
        forgeSignature(store, repository, image, stranger, {
          attributes: { [attribute]: program.byPath },
        });
        listLast(store, repository, good);
        return { after: 100 };
      };
      requests.length = 0;
      const run = await testJob.verify(image.reference);
      assertOnlyTaskCommands(run, 'Succeeded');
      assert.equal(comings, 1);
      const asked = requests.filter(({ path: url }) => url.includes('/referrers/'));
      assert.equal(asked.length, 1, 'the listing was asked for again');
      assert(!program.wasRun, 'it was run');
    });

    it(`G8 a planted signature that cannot be read keeps no good one from passing (${version})`, async () => {
      const testJob = TestJob.at(world, notation);
      const { store } = world.registry;
      for (const isFirst of [false, true]) {
        images += 1;
        const image = await pushImage(world.registry, repository, `v${images}`);
        await testJob.sign(image.reference);
        const [good = ''] = store.signaturesOf(repository, image.digest);
        const attributes = { [attribute]: program.byPath };
        const payload = { targetArtifact: 5 };
        const unread = forgeSignature(store, repository, image, stranger, { attributes, payload });
        const refused = forgeSignature(store, repository, image, stranger, { attributes });
        if (isFirst) listLast(store, repository, good);
        const run = await testJob.verify(image.reference);
        assertOnlyTaskCommands(run, 'Succeeded');
        assert.deepEqual(run.issues, [], logOf(run));
        const told = [unread, refused].map((digest) =>
          run.log.some((line) => line.startsWith(`  Signature not tried: ${digest}: `)),
        );
        assert.deepEqual(told, [isFirst, isFirst], logOf(run));
      }
      assert(!program.wasRun, 'it was run');
    });
  }

  it('H5 a name of any length makes no error of any length', async () => {
    const { reference } = await planted({ attributes: { [attribute]: '../x'.repeat(100_000) } });
    const run = await TestJob.at(world, newestNotation()).verify(reference);
    assert.deepEqual(codesOf(run), ['SignaturePluginRefused'], logOf(run));
    assert((run.issues[0]?.message ?? '').length < 2000);
  });
});
