import assert from 'node:assert/strict';
import { shortenDigests } from '../../../src/text/shortDigest';
import { pushImage } from '../../doubles/registry/image';
import { type RegistryServer, startDistribution } from '../../doubles/registries';
import type { StepRun } from '../../../../../emulator/run';
import { endedWith } from '../../fixtures/suite';
import { type NotationVersion, notationVersions, requireTool } from '../../fixtures/tools';
import { logOf } from '../../fixtures/job/logAssertions';
import { BatchFixture, blocksOf, indexed, reportOf } from '../../fixtures/batches/batchFixture';

const ROUNDS = 20;
const tags = ['1', '1.2', '1.2.3', 'latest', 'stable', 'release', 'prod'];

describe('one digest by many names', () => {
  let fixture: BatchFixture;
  let registry: RegistryServer;
  let repositories = 0;

  before(async function () {
    requireTool(this, 'notation', 'registry');
    fixture = endedWith(this, await BatchFixture.open());
    registry = endedWith(this, await startDistribution());
  });

  /** A repository of its own, with one image under all tags. */
  async function image(): Promise<{ repository: string; digest: string; names: string[] }> {
    repositories += 1;
    const repository = `app${repositories}`;
    const [first = '', ...more] = tags;
    const pushed = await pushImage(registry.host, repository, first, { tags: more });
    const names = tags.map((tag) => `${registry.host}/${repository}:${tag}`);
    return { repository, digest: pushed.digest, names: [...names, pushed.reference] };
  }

  function sign(notation: NotationVersion, references: readonly string[]): Promise<StepRun> {
    const inputs = fixture.signing(references);
    return fixture.job(notation).job.run(fixture.world.task, { inputs });
  }

  /** How many signatures notation said it made. */
  function made({ log }: StepRun): number {
    return log.filter((line) => line.includes('notation | Successfully signed ')).length;
  }

  for (const notation of notationVersions()) {
    const { version } = notation;

    it(`P1 eight names in one step: one signature, ${ROUNDS} times in a row (${version})`, async function () {
      this.timeout(600_000);
      for (let round = 0; round < ROUNDS; round += 1) {
        const { repository, digest, names } = await image();
        // The digest stands in another place each time.
        const order = [...names.slice(round % 8), ...names.slice(0, round % 8)];
        const run = await sign(notation, order);
        assert.equal(run.result, 'Succeeded', logOf(run));
        const kept = await indexed(registry.host, repository, digest);
        assert.deepEqual([kept, made(run)], [1, 1], `round ${round}`);
      }
    });

    it(`P1 each name is in the log and the results, by the digest that it means (${version})`, async () => {
      const { digest, names } = await image();
      const run = await sign(notation, names);
      const blocks = blocksOf(run);
      const byDigest = names.at(-1) ?? '';
      assert.deepEqual(
        blocks.map(({ head }) => head),
        names.map(() => `Signed ${shortenDigests(byDigest)}`),
      );
      for (const [at, { lines }] of blocks.entries()) {
        const name = names[at] ?? '';
        const own = [
          `  Artifact: ${byDigest}`,
          ...(name === byDigest ? [] : [`  Named as: ${name}`]),
        ];
        assert.deepEqual(lines.slice(0, own.length), own);
        if (at > 0) {
          const rest = [`  This step signed this digest before: ${byDigest}`];
          assert.deepEqual(lines.slice(own.length), rest);
        }
      }
      assert.equal(made(run), 1);
      const { artifacts } = reportOf(run);
      assert.deepEqual(
        artifacts.map((one) => [one.reference, one.digest, one.status]),
        names.map((name) => [name, digest, 'signed']),
      );
      assert.equal(run.outputs['SignedCount'], '8');
      assert.equal(run.outputs['SignedArtifacts'], names.map(() => byDigest).join(','));
    });

    it(`P1 the same twice is signed once (${version})`, async () => {
      const { repository, digest, names } = await image();
      const byDigest = names.at(-1) ?? '';
      const [, path = ''] = byDigest.split('/');
      const twice = [byDigest, `${registry.host.toUpperCase()}/${path}`, byDigest];
      const run = await sign(notation, twice);
      assert.equal(run.result, 'Succeeded', logOf(run));
      assert.equal(run.outputs['SignedCount'], '1');
      assert.equal(await indexed(registry.host, repository, digest), 1);
    });
  }
});
