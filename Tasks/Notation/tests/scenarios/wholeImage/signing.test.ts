import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import type { StepRun } from '../../../../../emulator/run';
import {
  type Place,
  SBOM,
  type WholeImage,
  addToTag,
  attachArtifact,
  pushIndex,
  entryOf,
  pushWholeImage,
} from '../../doubles/registry/wholeImage';
import { BareNotation } from '../../fixtures/bareNotation';
import { logOf } from '../../fixtures/job/logAssertions';
import { BatchFixture, blocksOf, reportOf } from '../../fixtures/batches/batchFixture';
import { registryKinds } from '../../fixtures/registry/registriesAtHand';
import { endedWith } from '../../fixtures/suite';
import { newestNotation, requireTool } from '../../fixtures/tools';

const repository = 'team/app';

/** A reference as headings of the log show it: with the first 12 digits of its digest. */
const short = (reference: string): string => reference.replace(/(@sha256:.{12}).*/, '$1');

describe('signing a whole image', () => {
  let fixture: BatchFixture;

  before(async function () {
    requireTool(this, 'notation', 'olareg', 'registry');
    fixture = endedWith(this, await BatchFixture.open());
  });

  const sign = (reference: string, inputs: Record<string, string> = {}): Promise<StepRun> =>
    fixture.job().job.run(fixture.world.task, {
      inputs: fixture.signing([reference], { recursive: 'true', ...inputs }),
    });

  /** Whether notation itself verifies it, with nothing of the task. */
  async function isVerified(reference: string): Promise<boolean> {
    const bare = new BareNotation(mkdtempSync(path.join(fixture.world.root, 'bare-')));
    bare.trust([fixture.world.certificate]);
    const { code } = await bare.run(newestNotation().path, ['verify', reference]);
    return code === 0;
  }

  function referencesOf({ index, platforms }: WholeImage): string[] {
    return [index, ...platforms].map(({ reference }) => reference);
  }

  for (const [name, start, inputs] of registryKinds) {
    describe(name, () => {
      let place: Place;

      before(async function () {
        place = { target: (await start(this)).host, repository };
      });

      it('T1 signs the index and each platform, and no attestation', async () => {
        const image = await pushWholeImage(place, 'v1');
        const run = await sign(image.index.reference, inputs);
        assert.equal(run.result, 'Succeeded', logOf(run));
        const signed = referencesOf(image);
        assert.equal(run.outputs['SignedArtifacts'], signed.join(','));
        assert.equal(run.outputs['SignedCount'], '3');
        for (const reference of signed) assert(await isVerified(reference), reference);
        assert(!(await isVerified(image.attestation.reference)));
      });

      it('T1 signs a tag’s index by its digest, and shows each platform under it', async () => {
        const image = await pushWholeImage(place, 'v2');
        const tag = image.index.reference.replace(/@.*/, ':v2');
        const run = await sign(tag, inputs);
        const { digest } = image.index;
        assert.deepEqual(
          reportOf(run).artifacts.map((one) => [one.digest, one.partOf, one.platform]),
          [
            [digest, null, null],
            [image.platforms[0]?.digest, digest, 'linux/amd64'],
            [image.platforms[1]?.digest, digest, 'linux/arm64/v8'],
          ],
        );
        const heads = blocksOf(run).map(({ head }) => head);
        const whats = ['', ' (linux/amd64)', ' (linux/arm64/v8)'];
        const expected = referencesOf(image).map((one, at) => short(one) + (whats[at] ?? ''));
        assert.deepEqual(
          heads,
          expected.map((one) => `Signed ${one}`),
        );
        const rows = (run.summaries[0]?.content ?? '').split('\n');
        assert.equal(rows.filter((row) => row.includes('&#8627; linux&#47;')).length, 2);
        assert(
          run.log.some((line) => line.includes(image.attestation.digest)),
          logOf(run),
        );
      });

      it('T3 signs what is attached to the index and to its platforms', async () => {
        const image = await pushWholeImage(place, 'v3');
        const sboms = [
          await attachArtifact(place, image.index),
          await attachArtifact(place, image.platforms[1] ?? image.index),
        ];
        const other = await attachArtifact(place, image.index, { artifactType: 'text/other' });
        const run = await sign(image.index.reference, { ...inputs, attachedTypes: SBOM });
        assert.equal(run.result, 'Succeeded', logOf(run));
        assert.equal(run.outputs['SignedCount'], '5', logOf(run));
        for (const { reference } of sboms) assert(await isVerified(reference), reference);
        assert(!(await isVerified(other.reference)));
        const types = reportOf(run).artifacts.map((one) => one.artifactType);
        assert.deepEqual(types, [null, SBOM, null, null, SBOM]);
      });
    });
  }

  describe('in memory', () => {
    let place: Place;

    before(() => {
      place = { target: fixture.world.registry, repository };
    });

    it('T1 signs a platform once that two images share', async () => {
      const one = await pushWholeImage(place, 'shared');
      const [amd64] = one.platforms;
      assert(amd64 !== undefined);
      const entries = [entryOf(amd64, { os: 'linux', architecture: 'amd64' })];
      const other = await pushIndex(place, entries);
      const run = await sign([one.index.reference, other.reference].join('\n'));
      assert.equal(run.result, 'Succeeded', logOf(run));
      const { store } = fixture.world.registry;
      assert.equal(store.signaturesOf(repository, amd64.digest).length, 1);
      assert.equal(run.outputs['SignedCount'], '5');
    });

    it('T1 signs nothing but the index without recursive', async () => {
      const image = await pushWholeImage(place, 'alone');
      const run = await sign(image.index.reference, { recursive: 'false' });
      assert.equal(run.outputs['SignedArtifacts'], image.index.reference);
    });

    it('T1 leaves alone by skipSigned what is signed, and signs the rest', async () => {
      const image = await pushWholeImage(place, 'rest');
      await attachArtifact(place, image.index);
      const [amd64] = image.platforms;
      assert(amd64 !== undefined);
      await sign(amd64.reference, { recursive: 'false' });
      const station = fixture.job();
      const trust = fixture.world.trust(station.job);
      const more = { recursive: 'true', attachedTypes: SBOM, skipSigned: 'true', ...trust };
      const run = await station.job.run(fixture.world.task, {
        inputs: fixture.signing([image.index.reference], more),
      });
      const statuses = reportOf(run).artifacts.map(({ status }) => status);
      assert.deepEqual(statuses, ['signed', 'signed', 'alreadySigned', 'signed'], logOf(run));
    });

    it('T3 ends with issues where nothing of a type is attached', async () => {
      const image = await pushWholeImage(place, 'nothing');
      const run = await sign(image.index.reference, { attachedTypes: SBOM });
      assert.equal(run.result, 'SucceededWithIssues', logOf(run));
      assert.match(run.issues.map(({ message }) => message).join('\n'), /no attached artifact/);
    });

    it('T3 does not sign what names another image as its subject', async () => {
      const image = await pushWholeImage(place, 'planted');
      const other = await pushWholeImage(place, 'elsewhere');
      const { store } = fixture.world.registry;
      // Listed for the one, and attached to the other.
      const planted = await attachArtifact(place, other.index, { content: 'planted' });
      const { mediaType, digest, size } = planted;
      await addToTag(place, image.index.digest, { mediaType, digest, size, artifactType: SBOM });
      const run = await sign(image.index.reference, { attachedTypes: SBOM, referrers: 'tag' });
      const failed = reportOf(run).artifacts.filter(({ status }) => status === 'failed');
      assert.deepEqual(
        failed.map(({ error, digest }) => [error?.code, digest]),
        [['AttachedRefused', digest]],
        logOf(run),
      );
      assert.deepEqual(store.signaturesOf(repository, digest), []);
    });
  });
});
