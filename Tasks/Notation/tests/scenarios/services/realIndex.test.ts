import assert from 'node:assert/strict';
import { startDistribution, startOlareg } from '../../doubles/registries';
import { RealImageTools } from '../../doubles/registries/realIndex';
import { TestJob } from '../../fixtures/job/testJob';
import { logOf } from '../../fixtures/job/logAssertions';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import { newestNotation, requireTool } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';

describe('an index that buildah has built', () => {
  let world: World;
  let tools: RealImageTools;
  let built: string;
  let copied: string;
  let digests: readonly string[];

  before(async function () {
    requireTool(this, 'notation', 'buildah', 'skopeo', 'registry', 'olareg');
    world = await openSuiteWorld(this);
    const distribution = endedWith(this, await startDistribution());
    const olareg = endedWith(this, await startOlareg());
    tools = new RealImageTools(world.root);
    [built, copied] = [`${distribution.host}/built/app`, `${olareg.host}/copied/app`];
    await tools.pushIndex(`${built}:v1`);
    await tools.copyIndex(`${built}:v1`, `${copied}:v1`);
    digests = await tools.digestsOf(`${built}:v1`);
  });

  it('R8 T1 keeps its digests where skopeo copies it', async () => {
    assert.equal(digests.length, 3);
    assert.deepEqual(await tools.digestsOf(`${copied}:v1`), digests);
  });

  const places: [title: string, repository: () => string, inputs: Record<string, string>][] = [
    ['where buildah has pushed it', () => built, {}],
    // olareg can lose a first signature that is stored by tag.
    ['where skopeo has copied it', () => copied, { referrers: 'api' }],
  ];
  for (const [title, repository, inputs] of places) {
    it(`R8 T1 T2 is signed with its platforms, and verified, ${title}`, async () => {
      const job = TestJob.at(world, newestNotation());
      const [index = '', ...platforms] = digests.map((digest) => `${repository()}@${digest}`);
      const refused = await job.verify(index, {}, { recursive: 'true' });
      assert.equal(refused.result, 'Failed', logOf(refused));

      const signed = await job.sign(index, { recursive: 'true', ...inputs });
      assert.equal(signed.result, 'Succeeded', logOf(signed));
      assert.equal(signed.outputs['SignedArtifacts'], [index, ...platforms].join(','));

      const verified = await job.verify(index, {}, { recursive: 'true' });
      assert.equal(verified.result, 'Succeeded', logOf(verified));
      assert.equal(verified.outputs['VerifiedCount'], '3');
    });
  }
});
