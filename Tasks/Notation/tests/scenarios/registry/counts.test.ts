import assert from 'node:assert/strict';
import { startRegistry } from '../../doubles/registry/registry';
import { TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands, logOf } from '../../fixtures/job/logAssertions';
import { storeSigned } from '../../fixtures/registry/content';
import { authOf, writeDockerConfig } from '../../fixtures/registry/logins';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import { type World, registryLogin } from '../../fixtures/world';

const MAX_PARALLEL = 8;
const bothCommands = ['verify', 'inspect'] as const;
const repository = 'team/app';

describe('what a verification asks a registry', () => {
  let world: World;

  before(async function () {
    world = await openSuiteWorld(this);
  });

  const ways: readonly [
    name: string,
    referrersApi: boolean,
    artifactCount: number,
    maxRequests: number,
  ][] = [
    ['the referrers tag', false, 24, 5.4],
    ['the Referrers API', true, 24, 4.4],
    ['the referrers tag', false, 240, 5.1],
    ['the Referrers API', true, 240, 4.1],
  ];
  for (const [name, referrersApi, artifactCount, maxRequests] of ways) {
    for (const command of artifactCount > 24 ? (['verify'] as const) : bothCommands) {
      it(`R5 ${command} of ${artifactCount} artifacts by ${name} asks no more than it must`, async function () {
        const registry = endedWith(
          this,
          await startRegistry({
            ...{ referrersApi, latency: 20 },
            authentication: { kind: 'bearer', ...registryLogin },
          }),
        );
        const artifacts = Array.from({ length: artifactCount }, () =>
          storeSigned(registry, repository, world.certificate),
        );
        const testJob = TestJob.at(world, newestNotation());
        writeDockerConfig(testJob.job, {
          auths: { [registry.host]: { auth: authOf(registryLogin) } },
        });
        const artifactRefs = artifacts.map(({ reference }) => reference).join('\n');
        const inputs = { maxParallel: String(MAX_PARALLEL) };
        const run =
          command === 'verify'
            ? await testJob.verify(artifactRefs, {}, inputs)
            : await testJob.job.run(world.task, { inputs: { command, artifactRefs, ...inputs } });
        if (command === 'verify')
          assertOnlyTaskCommands(run, 'Succeeded', [
            registryLogin.password,
            authOf(registryLogin),
            ...run.secrets,
          ]);
        assert.equal(run.result, 'Succeeded', logOf(run));

        const { requests } = registry;
        const asked = (part: string): number =>
          requests.filter(({ path }) => path.startsWith(part)).length;
        assert.equal(asked('/token'), 1, 'tokens');
        const perArtifact = requests.length / artifactCount;
        assert(perArtifact <= maxRequests, `${perArtifact} requests an artifact`);
        const pages = asked(`/v2/${repository}/referrers/`);
        const tags = asked(`/v2/${repository}/manifests/sha256-`);
        if (referrersApi) {
          assert.deepEqual([pages, tags], [artifactCount, 0], 'listings');
        } else {
          assert.deepEqual([pages, tags], [1, artifactCount], 'listings');
        }
        const unauthorized = requests.filter(({ status }) => status === 401).length;
        assert.equal(unauthorized, 1, 'challenges');
        assert(registry.connections <= MAX_PARALLEL, `${registry.connections} connections`);
        for (const { digest, signature } of artifacts) {
          const heads = requests.filter(({ path }) => path.endsWith(`/manifests/${digest}`));
          const unread = heads.filter(({ method, status }) => method === 'HEAD' && status === 200);
          assert.equal(unread.length, 1, 'questions after an artifact');
          assert.equal(asked(`/v2/${repository}/manifests/${signature}`), 1);
        }
      });
    }
  }
});
