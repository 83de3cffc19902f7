import assert from 'node:assert/strict';
import type { StepRun } from '../../../../../emulator/run';
import type { PushedImage } from '../../doubles/registry/image';
import {
  SBOM,
  type WholeImage,
  addToTag,
  attachArtifact,
  pushWholeImage,
} from '../../doubles/registry/wholeImage';
import { selfSignedCertificate } from '../../fixtures/certificates';
import { assertOnlyTaskCommands, logOf } from '../../fixtures/job/logAssertions';
import { BatchFixture, reportOf } from '../../fixtures/batches/batchFixture';
import { attachSignature } from '../../fixtures/registry/content';
import { endedWith } from '../../fixtures/suite';
import { requireTool } from '../../fixtures/tools';

const repository = 'team/app';

/** A reference as errors show it: with the first 12 digits of its digest. */
const short = (reference: string): string => reference.replace(/(@sha256:.{12}).*/, '$1');

describe('verifying a whole image', () => {
  let fixture: BatchFixture;
  let images = 0;

  before(async function () {
    requireTool(this, 'notation');
    fixture = endedWith(this, await BatchFixture.open());
  });

  const place = () => ({ target: fixture.world.registry, repository });
  const push = (): Promise<WholeImage> => {
    images += 1;
    return pushWholeImage(place(), `image${images}`);
  };

  /** Attaches a signature that notation would have made. */
  function sign(image: PushedImage, certificate = fixture.world.certificate): void {
    attachSignature(fixture.world.registry, repository, image, [certificate]);
  }

  /** An image of which all is signed. */
  async function signedImage(): Promise<WholeImage> {
    const image = await push();
    for (const each of [image.index, ...image.platforms]) sign(each);
    return image;
  }

  function amd64Of({ platforms: [amd64] }: WholeImage): PushedImage {
    assert(amd64 !== undefined);
    return amd64;
  }

  function verify(
    { index }: WholeImage,
    inputs: Readonly<Record<string, string>> = {},
  ): Promise<StepRun> {
    const station = fixture.job();
    const given = fixture.verifying(station, [index.reference], { recursive: 'true', ...inputs });
    return station.job.run(fixture.world.task, { inputs: given });
  }

  /** Asserts that the step was refused for these reasons, each of a digest. */
  function assertRefused(run: StepRun, ...reasons: (readonly [string, string | null])[]): void {
    assertOnlyTaskCommands(run, 'Failed', run.secrets);
    const failed = reportOf(run).artifacts.filter(({ status }) => status === 'failed');
    const found = failed.map(({ error, digest }) => [error?.code, digest]);
    assert.deepEqual(found, reasons, logOf(run));
    assert.equal(run.outputs['FailedCount'], String(reasons.length));
  }

  describe('T2 its platforms', () => {
    it('T2 pass where each is signed, and each is counted', async () => {
      const image = await signedImage();
      const run = await verify(image);
      assertOnlyTaskCommands(run, 'Succeeded', run.secrets);
      assert.deepEqual([run.outputs['VerifiedCount'], run.outputs['FailedCount']], ['3', '0']);
      const shown = reportOf(run).artifacts.map(({ platform }) => platform);
      assert.deepEqual(shown, [null, 'linux/amd64', 'linux/arm64/v8']);
    });

    it('T2 are refused where one is unsigned, and it is named', async () => {
      const image = await push();
      sign(image.index);
      sign(amd64Of(image));
      const run = await verify(image);
      const arm64 = image.platforms[1]?.digest ?? '';
      assertRefused(run, ['NotSigned', arm64]);
      assert.equal(run.outputs['FailedArtifacts'], image.platforms[1]?.reference);
      assert.equal(run.outputs['VerifiedCount'], '2');
    });

    it('T2 are refused where a stranger signed one', async () => {
      const image = await push();
      const folder = fixture.world.root;
      sign(image.index);
      sign(amd64Of(image));
      const [, arm64] = image.platforms;
      assert(arm64 !== undefined);
      sign(arm64, selfSignedCertificate({ folder, commonName: 'stranger' }));
      assertRefused(await verify(image), ['SignerNotTrusted', arm64.digest]);
    });

    it('T2 are refused where one is exchanged: the registry gives another under its digest', async () => {
      const image = await signedImage();
      const other = await push();
      const { store } = fixture.world.registry;
      const lie = store.manifest(repository, amd64Of(other).digest);
      const truth = store.manifest(repository, amd64Of(image).digest);
      assert(lie !== undefined && truth !== undefined);
      const longer = Buffer.concat([lie.body, Buffer.from(' ')]);
      (store.manifests(repository) as Map<string, typeof truth>).set(truth.digest, {
        ...truth,
        body: longer,
      });
      assertRefused(await verify(image), ['RegistryAnswerRefused', truth.digest]);
    });

    it('T2 are refused where the index is exchanged for an unsigned one, by its tag', async () => {
      const image = await signedImage();
      const other = await push();
      for (const each of other.platforms) sign(each);
      const tag = `${fixture.world.registry.host}/${repository}:image${images}`;
      const run = await verify({ ...image, index: { ...other.index, reference: tag } });
      // The tag of the other image: its index bears no signature.
      assertRefused(run, ['NotSigned', other.index.digest]);
    });

    it('T2 are refused where the registry has one no more, and it is named', async () => {
      const image = await signedImage();
      const [, arm64] = image.platforms;
      assert(arm64 !== undefined);
      fixture.world.registry.store.deleteManifest(repository, arm64.digest);
      const run = await verify(image);
      assertRefused(run, ['PlatformMissing', arm64.digest]);
      const [issue] = run.issues.filter(({ type }) => type === 'error');
      const references = [arm64, image.index].map(({ reference }) => short(reference));
      for (const word of [...references, 'linux/arm64/v8']) {
        assert(issue?.message.includes(word), word);
      }
    });

    it('T2 are not read where the policy skips the image', async () => {
      const image = await push();
      const station = fixture.job();
      const { level, ...skip } = { level: 'skip', recursive: 'true', attachedTypes: SBOM };
      const run = await station.verify(image.index.reference, { level }, skip);
      assert.equal(run.result, 'SucceededWithIssues', logOf(run));
      assert.deepEqual([run.outputs['SkippedCount'], run.outputs['VerifiedCount']], ['1', '0']);
    });
  });

  describe('T3 what is attached', () => {
    const demanding = { attachedTypes: SBOM };

    it('T3 passes where the index has one that is signed', async () => {
      const image = await signedImage();
      const sbom = await attachArtifact(place(), image.index);
      sign(sbom);
      const run = await verify(image, demanding);
      assertOnlyTaskCommands(run, 'Succeeded', run.secrets);
      assert.equal(run.outputs['VerifiedCount'], '4');
      const [, attached] = reportOf(run).artifacts;
      const { artifactType, partOf, digest } = attached ?? {};
      assert.deepEqual([artifactType, partOf, digest], [SBOM, image.index.digest, sbom.digest]);
    });

    it('T3 passes without recursive, for an image of one platform', async () => {
      const image = await push();
      const amd64 = amd64Of(image);
      sign(amd64);
      sign(await attachArtifact(place(), amd64));
      const run = await verify({ ...image, index: amd64 }, { ...demanding, recursive: 'false' });
      assertOnlyTaskCommands(run, 'Succeeded', run.secrets);
      assert.equal(run.outputs['VerifiedCount'], '2');
    });

    it('T3 passes where each platform has one of its own', async () => {
      const image = await signedImage();
      for (const each of image.platforms) sign(await attachArtifact(place(), each));
      const run = await verify(image, demanding);
      assertOnlyTaskCommands(run, 'Succeeded', run.secrets);
      assert.equal(run.outputs['VerifiedCount'], '5');
    });

    it('T3 is refused where it is missing', async () => {
      const image = await signedImage();
      sign(await attachArtifact(place(), image.index, { artifactType: 'application/other' }));
      assertRefused(await verify(image, demanding), ['AttachedMissing', image.index.digest]);
    });

    it('T3 is refused where one platform lacks it, and the platform is named', async () => {
      const image = await signedImage();
      sign(await attachArtifact(place(), amd64Of(image)));
      const arm64 = image.platforms[1]?.digest ?? '';
      assertRefused(await verify(image, demanding), ['AttachedMissing', arm64]);
    });

    it('T3 is refused where one of two types is missing', async () => {
      const image = await signedImage();
      sign(await attachArtifact(place(), image.index));
      const attachedTypes = `${SBOM}, application/vnd.cyclonedx+json`;
      const run = await verify(image, { attachedTypes });
      assertRefused(run, ['AttachedMissing', image.index.digest]);
    });

    it('T3 is refused where it is unsigned', async () => {
      const image = await signedImage();
      const sbom = await attachArtifact(place(), image.index);
      assertRefused(await verify(image, demanding), ['NotSigned', sbom.digest]);
    });

    it('T3 is refused where a stranger signed it', async () => {
      const image = await signedImage();
      const sbom = await attachArtifact(place(), image.index);
      const folder = fixture.world.root;
      sign(sbom, selfSignedCertificate({ folder, commonName: 'unknown' }));
      assertRefused(await verify(image, demanding), ['SignerNotTrusted', sbom.digest]);
    });

    it('T3 is refused where it belongs to another image, though it is signed and listed', async () => {
      const image = await signedImage();
      const other = await signedImage();
      const sbom = await attachArtifact(place(), other.index);
      sign(sbom);
      const { mediaType, digest, size } = sbom;
      await addToTag(place(), image.index.digest, {
        ...{ mediaType, digest, size },
        artifactType: SBOM,
      });
      const run = await verify(image, { ...demanding, referrers: 'tag' });
      assertRefused(run, ['AttachedRefused', digest]);
    });

    it('T3 is refused where it is listed under another type than it has', async () => {
      const image = await signedImage();
      const other = await attachArtifact(place(), image.index, { artifactType: 'text/plain' });
      sign(other);
      const { mediaType, digest, size } = other;
      const tampered = { mediaType, digest, size, artifactType: SBOM };
      const fresh = await signedImage();
      await addToTag(place(), fresh.index.digest, tampered);
      const run = await verify(fresh, { ...demanding, referrers: 'tag' });
      assertRefused(run, ['AttachedRefused', digest]);
    });

    it('T3 passes over others where one is verified, and tells of them', async () => {
      const image = await signedImage();
      const unsigned = await attachArtifact(place(), image.index, { content: 'planted' });
      const good = await attachArtifact(place(), image.index);
      sign(good);
      const run = await verify(image, demanding);
      assertOnlyTaskCommands(run, 'Succeeded', run.secrets);
      assert(
        run.log.some((line) => line.includes(unsigned.digest)),
        logOf(run),
      );
      assert.equal(reportOf(run).artifacts[1]?.digest, good.digest);
    });

    it('T3 is refused where several are there and none is verified', async () => {
      const image = await signedImage();
      await attachArtifact(place(), image.index, { content: 'one' });
      await attachArtifact(place(), image.index, { content: 'two' });
      const run = await verify(image, demanding);
      const [failed] = reportOf(run).artifacts.filter(({ status }) => status === 'failed');
      assert.equal(failed?.error?.code, 'AttachedNotVerified', logOf(run));
    });

    for (const types of [',', 'sbom', 'application/vnd.cncf.notary.signature', 'a/b\nc']) {
      it(`T3 is refused where no such type can be demanded: ${JSON.stringify(types)}`, async () => {
        const run = await verify(await push(), { attachedTypes: types });
        assert.deepEqual(
          run.issues.map(({ code }) => code),
          ['AttachedTypeMalformed'],
          logOf(run),
        );
      });
    }
  });
});
