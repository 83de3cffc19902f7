import assert from 'node:assert/strict';
import { startRegistry, type Registry } from '../../doubles/registry/registry';
import { DOCKER_LIST, DOCKER_MANIFEST } from '../../../src/artifacts/mediaTypes';
import { digestOf } from '../../doubles/registry/digest';
import { IMAGE_INDEX, IMAGE_MANIFEST } from '../../doubles/registry/manifest';
import {
  type Entry,
  SBOM,
  attachArtifact,
  entryOf,
  platforms,
  pushIndex,
  pushManifest,
  pushWholeImage,
} from '../../doubles/registry/wholeImage';
import { assertOnlyTaskCommands, logOf } from '../../fixtures/job/logAssertions';
import { BatchFixture, reportOf } from '../../fixtures/batches/batchFixture';
import { attachSignature, storeSigned } from '../../fixtures/registry/content';
import { endedWith } from '../../fixtures/suite';
import { requireTool } from '../../fixtures/tools';

const repository = 'team/app';

/** Images of three manifests, so that there are 24 of them. */
const IMAGES = 8;

const manifestsOf = (count: number, mediaType = IMAGE_MANIFEST): Entry[] =>
  Array.from({ length: count }, (_, position) => ({
    ...{ mediaType, digest: digestOf(`manifest ${position}`), size: 2 },
    platform: { os: 'linux', architecture: `a${position}` },
  }));

describe('the bounds of a whole image', () => {
  let fixture: BatchFixture;
  let registry: Registry;

  before(async function () {
    requireTool(this, 'notation');
    fixture = endedWith(this, await BatchFixture.open());
    registry = fixture.world.registry;
  });

  const place = () => ({ target: registry, repository });

  const verify = (reference: string, inputs: Record<string, string> = {}) => {
    const station = fixture.job();
    const given = fixture.verifying(station, [reference], { recursive: 'true', ...inputs });
    return station.job.run(fixture.world.task, { inputs: given });
  };

  async function refusal(reference: string): Promise<{ codes: string[]; requests: number }> {
    registry.requests.length = 0;
    const run = await verify(reference);
    assertOnlyTaskCommands(run, 'Failed', run.secrets);
    const codes = reportOf(run).artifacts.map(({ error }) => error?.code ?? 'none');
    return { codes, requests: registry.requests.length };
  }

  it('T5 an index of 1,000 is refused, and none of its manifests is asked for', async () => {
    const { reference } = await pushIndex(place(), manifestsOf(1000));
    assert.deepEqual(await refusal(reference), { codes: ['IndexRefused'], requests: 2 });
  });

  it('T5 indexes that list more than 256 together are refused', async () => {
    const halves = [manifestsOf(200), manifestsOf(300).slice(200)];
    const lower = await Promise.all(halves.map((half) => pushIndex(place(), half)));
    const { reference } = await pushIndex(
      place(),
      lower.map((index) => entryOf(index)),
    );
    assert.deepEqual(await refusal(reference), { codes: ['IndexRefused'], requests: 4 });
  });

  it('T5 an index that holds itself is refused, and asked for once', async () => {
    const { reference, digest } = await pushIndex(place(), manifestsOf(1));
    const entry = { mediaType: IMAGE_INDEX, digest, size: 400 };
    const content = { schemaVersion: 2, mediaType: IMAGE_INDEX, manifests: [entry] };
    const stored = registry.store.manifest(repository, digest);
    assert(stored !== undefined);
    const body = Buffer.from(JSON.stringify(content));
    const lie = { ...stored, body };
    (registry.store.manifests(repository) as Map<string, typeof lie>).set(digest, lie);
    assert.deepEqual(await refusal(reference), { codes: ['RegistryAnswerRefused'], requests: 2 });
  });

  it('T5 indexes within indexes are refused beyond the third', async () => {
    let index = await pushIndex(place(), manifestsOf(1));
    for (let depth = 0; depth < 4; depth += 1) {
      index = await pushIndex(place(), [entryOf(index)], { tag: `depth${depth}` });
    }
    const { codes } = await refusal(index.reference);
    assert.equal(codes.at(-1), 'IndexRefused');
    assert.equal(codes.length, 5);
  });

  it('T5 the same index in many indexes is read once', async () => {
    const lowest = await pushIndex(place(), manifestsOf(3));
    const middle = await Promise.all(
      [1, 2, 3, 4].map((number) =>
        pushIndex(place(), [...manifestsOf(number).slice(-1), entryOf(lowest)]),
      ),
    );
    const { reference } = await pushIndex(
      place(),
      middle.map((index) => entryOf(index)),
    );
    await refusal(reference);
    const asked = registry.requests.filter(
      ({ method, path }) => method === 'GET' && path.endsWith(`/manifests/${lowest.digest}`),
    );
    assert.equal(asked.length, 1);
  });

  for (const [name, entry] of [
    ['a type that is none', { ...manifestsOf(1)[0], mediaType: 'application/vnd.wasm' }],
    ['a type in other letters', { ...manifestsOf(1)[0], mediaType: IMAGE_MANIFEST.toUpperCase() }],
    ['no size', { ...manifestsOf(1)[0], size: undefined }],
    ['a digest that is none', { ...manifestsOf(1)[0], digest: 'sha256:0' }],
  ] as const) {
    it(`T5 an index with an entry of ${name} is refused`, async () => {
      const { reference } = await pushIndex(place(), [entry as Entry]);
      assert.deepEqual(await refusal(reference), { codes: ['IndexRefused'], requests: 2 });
    });
  }

  it('T1 a manifest list of Docker is read as an index is', async () => {
    const manifest = storeSigned(registry, repository, fixture.world.certificate);
    const docker = await pushManifest(
      place(),
      { schemaVersion: 2, mediaType: DOCKER_MANIFEST, layers: [] },
      { mediaType: DOCKER_MANIFEST },
    );
    const entries = [entryOf(manifest, platforms[0]), entryOf(docker, platforms[1])];
    const list = await pushIndex(place(), entries, { mediaType: DOCKER_LIST });
    for (const image of [list, docker]) {
      attachSignature(registry, repository, image, [fixture.world.certificate]);
    }
    const run = await verify(list.reference);
    assert.equal(run.outputs['VerifiedCount'], '3', logOf(run));
    assert.equal(run.result, 'Succeeded', logOf(run));
  });

  for (const [name, referrersApi, most] of [
    ['the referrers tag', false, 5.4],
    ['the Referrers API', true, 4.4],
  ] as const) {
    it(`T5 asks at most ${most} times for a manifest, by ${name}`, async function () {
      const own = endedWith(this, await startRegistry({ referrersApi }));
      const images = [];
      for (let count = 0; count < IMAGES; count += 1) {
        const target = { target: own, repository };
        const { index, platforms: lower } = await pushWholeImage(target, `v${count}`);
        const sbom = await attachArtifact(target, index);
        for (const image of [index, ...lower, sbom]) {
          attachSignature(own, repository, image, [fixture.world.certificate]);
        }
        images.push(index.reference);
      }
      const station = fixture.job();
      for (const more of [{}, { attachedTypes: SBOM }] as Record<string, string>[]) {
        own.requests.length = 0;
        const given = fixture.verifying(station, images, { recursive: 'true', ...more });
        const run = await station.job.run(fixture.world.task, { inputs: given });
        assert.equal(run.result, 'Succeeded', logOf(run));
        const manifests = Number(run.outputs['VerifiedCount']);
        assert.equal(manifests, IMAGES * ('attachedTypes' in more ? 4 : 3));
        const each = own.requests.length / manifests;
        assert(each <= most, `${each} requests a manifest`);
        const listings = own.requests.filter(
          ({ path, status }) =>
            status === 200 && (path.includes('/referrers/') || path.includes('/manifests/sha256-')),
        );
        assert.equal(listings.length, manifests, 'one listing a manifest');
      }
    });
  }
});
