import assert from 'node:assert/strict';
import type { PushedImage } from '../../doubles/registry/image';
import {
  SBOM,
  type WholeImage,
  attachArtifact,
  pushWholeImage,
} from '../../doubles/registry/wholeImage';
import { selfSignedCertificate } from '../../fixtures/certificates';
import { BatchFixture, reportOf } from '../../fixtures/batches/batchFixture';
import { assertOnlyTaskCommands, logOf } from '../../fixtures/job/logAssertions';
import { attachSignature } from '../../fixtures/registry/content';
import { endedWith } from '../../fixtures/suite';
import { requireTool } from '../../fixtures/tools';

const repository = 'team/app';

describe('T3 artifacts that somebody attached who signs nothing', () => {
  let fixture: BatchFixture;
  let images = 0;

  before(async function () {
    requireTool(this, 'notation');
    fixture = endedWith(this, await BatchFixture.open());
  });

  const place = () => ({ target: fixture.world.registry, repository });

  function sign(image: PushedImage, certificate = fixture.world.certificate): void {
    attachSignature(fixture.world.registry, repository, image, [certificate]);
  }

  async function signedImage(): Promise<WholeImage & { readonly amd64: PushedImage }> {
    images += 1;
    const image = await pushWholeImage(place(), `planted${images}`);
    for (const each of [image.index, ...image.platforms]) sign(each);
    const [amd64] = image.platforms;
    assert(amd64 !== undefined);
    return { ...image, amd64 };
  }

  async function signedArtifact(image: PushedImage): Promise<PushedImage> {
    const artifact = await attachArtifact(place(), image);
    sign(artifact);
    return artifact;
  }

  const plant = (image: PushedImage): Promise<PushedImage> =>
    attachArtifact(place(), image, { content: `planted at ${image.digest}` });

  async function verify({ index }: WholeImage) {
    const station = fixture.job();
    const inputs = { recursive: 'true', attachedTypes: SBOM };
    const given = fixture.verifying(station, [index.reference], inputs);
    const run = await station.job.run(fixture.world.task, { inputs: given });
    const rows = reportOf(run).artifacts.filter(({ artifactType }) => artifactType === SBOM);
    return { run, rows: rows.map(({ partOf, digest, status }) => [partOf, digest, status]) };
  }

  it('T3 block no platform whose index has a verified one', async () => {
    const image = await signedImage();
    const good = await signedArtifact(image.index);
    const planted = await plant(image.amd64);
    const { run, rows } = await verify(image);
    assertOnlyTaskCommands(run, 'Succeeded', run.secrets);
    assert.deepEqual(rows, [
      [image.index.digest, good.digest, 'verified'],
      [image.amd64.digest, good.digest, 'verified'],
    ]);
    assert(
      run.log.some((line) => line.includes(planted.digest) && line.includes('NotSigned')),
      logOf(run),
    );
  });

  it('T3 block no index each of whose platforms has a verified one', async () => {
    const image = await signedImage();
    const [first, second] = await Promise.all(image.platforms.map(signedArtifact));
    await plant(image.index);
    const { run, rows } = await verify(image);
    assertOnlyTaskCommands(run, 'Succeeded', run.secrets);
    assert.deepEqual(
      rows.map(([, digest]) => digest),
      [first?.digest, first?.digest, second?.digest],
    );
  });

  it('T3 cover no platform themselves', async () => {
    const image = await signedImage();
    await signedArtifact(image.amd64);
    const planted = await plant(image.index);
    const { run, rows } = await verify(image);
    assertOnlyTaskCommands(run, 'Failed', run.secrets);
    assert.deepEqual(rows[0], [image.index.digest, planted.digest, 'failed']);
  });

  it('T3 are not made up for by one that a stranger signed', async () => {
    const image = await signedImage();
    const foreign = await attachArtifact(place(), image.index);
    const folder = fixture.world.root;
    sign(foreign, selfSignedCertificate({ folder, commonName: 'stranger' }));
    const planted = await plant(image.amd64);
    const { run, rows } = await verify(image);
    assertOnlyTaskCommands(run, 'Failed', run.secrets);
    assert.deepEqual(rows, [
      [image.index.digest, foreign.digest, 'failed'],
      [image.amd64.digest, planted.digest, 'failed'],
    ]);
  });
});
