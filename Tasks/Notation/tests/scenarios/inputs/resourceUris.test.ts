import assert from 'node:assert/strict';
import { type Docker, startDocker } from '../../../../../emulator/docker';
import type { StepRun } from '../../../../../emulator/run';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { type World } from '../../fixtures/world';
import type { TestJob } from '../../fixtures/job/testJob';
import { logOf } from '../../fixtures/job/logAssertions';
import { InputFixture, assertSucceeded } from '../../fixtures/inputs/inputFixture';
import { shortenDigests } from '../../../src/text/shortDigest';

const digest = `sha256:${'0'.repeat(64)}`;

describe('what the Docker task left in RESOURCE_URIS', () => {
  let world: World;
  let fixture: InputFixture;

  before(async function () {
    world = await openSuiteWorld(this);
    fixture = new InputFixture(world);
  });

  /** Runs a step that names no artifact, after the Docker task left this. */
  function run(
    testJob: TestJob,
    command: 'sign' | 'verify',
    uris: string,
    inputs: Readonly<Record<string, string>> = {},
  ): Promise<StepRun> {
    testJob.job.variables.set('RESOURCE_URIS', uris);
    return command === 'sign' ? testJob.sign('', inputs) : testJob.verify('', {}, inputs);
  }

  async function push(): Promise<{ uri: string; digest: string; reference: string }> {
    const image = await pushImage(world.registry, 'app', 'v1');
    return { ...image, uri: `https://${image.reference}` };
  }

  function signatures(of: string): number {
    return world.registry.store.signaturesOf('app', of).length;
  }

  it('I3 is signed and verified: several images, on a registry with a port', async () => {
    const [a, b] = [await push(), await push()];
    const testJob = fixture.real();
    for (const command of ['sign', 'verify'] as const) {
      const step = await run(testJob, command, `${a.uri},${b.uri}`);
      assertSucceeded(step);
      assert(
        logOf(step).includes(`Artifacts: 2. ${command === 'sign' ? 'Signed' : 'Verified'}: 2,`),
        logOf(step),
      );
    }
    assert.deepEqual([signatures(a.digest), signatures(b.digest)], [1, 1]);
  });

  it('I3 is signed once where it is named twice', async () => {
    const { uri, digest: pushed } = await push();
    assertSucceeded(await run(fixture.real(), 'sign', `${uri},${uri}`));
    assert.equal(signatures(pushed), 1);
  });

  it('I3 gives way to the artifacts that the step names', async () => {
    const [named, left] = [await push(), await push()];
    const testJob = fixture.real();
    testJob.job.variables.set('RESOURCE_URIS', `${left.uri},`);
    assertSucceeded(await testJob.sign(named.reference));
    assert.deepEqual([signatures(named.digest), signatures(left.digest)], [1, 0]);
  });

  const partial: [title: string, uris: (good: string) => string, entry: string][] = [
    ['an empty head', (good) => `,${good}`, ''],
    ['an empty end', (good) => `${good},`, ''],
    [
      'an empty digest',
      (good) => `${good},https://r.example/b@sha256:`,
      'https://r.example/b@sha256:',
    ],
    [
      'a name without a digest',
      (good) => `https://r.example/b:v1,${good}`,
      'https://r.example/b:v1',
    ],
  ];
  for (const [title, uris, entry] of partial) {
    it(`I3 sign warns of ${title}, and signs the rest`, async () => {
      const { uri, digest: pushed } = await push();
      const step = await run(fixture.real(), 'sign', uris(uri));
      assert.equal(step.result, 'SucceededWithIssues', logOf(step));
      assert.equal(step.outputs['Status'], 'Warning');
      assert.deepEqual(
        step.issues.map(({ type }) => type),
        ['warning'],
      );
      const message = step.issues[0]?.message ?? '';
      assert(
        message.includes(`'${entry}'`) && message.includes('The Docker task recorded'),
        message,
      );
      assert.match(message, /artifactRefs: <registry>/);
      assert.equal(signatures(pushed), 1);
    });

    it(`I3 verify refuses ${title}: an image would pass unseen`, async () => {
      const { uri } = await push();
      await fixture.assertRefused(
        () => run(fixture.watched(), 'verify', uris(uri)),
        'ResourceUriUnusable',
        ...[`'${entry}'`, 'The Docker task recorded', 'artifactRefs: <registry>'],
      );
    });
  }

  it('I3 fails a sign step that signed not all, with failOnWarning', async () => {
    const { uri, digest: pushed } = await push();
    const step = await run(fixture.real(), 'sign', `,${uri}`, { failOnWarning: 'true' });
    assert.deepEqual([step.result, step.outputs['Status']], ['Failed', 'Failed']);
    const codes = step.issues.filter(({ type }) => type === 'error').map(({ code }) => code);
    assert.deepEqual([codes, signatures(pushed)], [['WarningsFail'], 1]);
  });

  for (const command of ['sign', 'verify'] as const) {
    for (const uris of ['https://r.example/app@sha256:', ',', `,https://r.example/App@${digest}`]) {
      it(`I3 ${command} refuses '${uris.replace(digest, '…')}', of which nothing is usable`, () =>
        fixture.assertRefused(
          () => run(fixture.watched(), command, uris),
          'ResourceUriUnusable',
          ...[`'${shortenDigests(uris)}'`, 'three or more levels', 'artifactRefs: <registry>'],
        ));
    }

    it(`I3 ${command} refuses where no Docker task left anything`, () =>
      fixture.assertRefused(
        () => (command === 'sign' ? fixture.watched().sign('') : fixture.watched().verify('')),
        'ArtifactsMissing',
        'artifactRefs to <registry>',
      ));
  }

  it('I3 names images of Docker Hub as notation wants them', async () => {
    const names = [`docker.io/library/app@${digest}`, `docker.io/user/app@${digest}`];
    const uris = names.map((name) => `https://${name}`).join(',');
    // Nobody is asked for real: the proxy that they would be asked through is not there.
    const env = { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '127.0.0.1,localhost' };
    const testJob = fixture.watched({ environment: env });
    const step = await run(testJob, 'sign', uris, { timeoutPerArtifact: '1s' });
    assert.equal(step.outputs['FailedArtifacts'], names.join(','));
    for (const name of names) {
      assert(
        step.issues.some(({ message }) => message.includes(shortenDigests(name))),
        logOf(step),
      );
    }
  });

  describe('by a push', () => {
    const deepRegistry = 'registry.example';

    function deepDocker(): Docker {
      return { pushImage: () => Promise.resolve({ digest }) };
    }

    /** Runs the Docker task in the job of the testJob. */
    async function pushed(
      testJob: TestJob,
      docker: Docker,
      inputs: Record<string, string>,
    ): Promise<void> {
      const { result } = await startDocker(testJob.job, docker, { inputs }).done;
      assert.equal(result, 'Succeeded');
    }

    for (const command of ['sign', 'verify'] as const) {
      it(`I3 ${command} refuses what was pushed in silence, without a digest`, async () => {
        const testJob = fixture.watched();
        await pushed(
          testJob,
          { ...world.docker, emptyDigest: true },
          {
            containerRegistry: world.registryConnection.name,
            repository: 'app',
          },
        );
        await fixture.assertRefused(
          () => (command === 'sign' ? testJob.sign('') : testJob.verify('')),
          'ResourceUriUnusable',
          ...["/app@sha256:'", 'without its digest'],
        );
      });

      it(`I3 ${command} refuses a repository of three levels, of which nothing is left`, async () => {
        const testJob = fixture.watched();
        testJob.job.addEndpoint({
          ...world.registryConnection,
          ...{ id: 'a1b2c3d4-0000-4000-8000-000000000003', name: 'deep' },
          parameters: { username: 'deep', password: 'deep-password', registry: deepRegistry },
        });
        await pushed(testJob, deepDocker(), {
          containerRegistry: 'deep',
          repository: 'team/sub/app',
        });
        assert.equal(testJob.job.variables.get('RESOURCE_URIS'), '');
        await fixture.assertRefused(
          () => (command === 'sign' ? testJob.sign('') : testJob.verify('')),
          'ArtifactsMissing',
          ...['one or two levels', 'artifactRefs to <registry>'],
        );
      });

      it(`I3 ${command} fails of three levels on a registry with a port, and names what was left`, async () => {
        const testJob = fixture.real();
        await pushed(testJob, world.docker, {
          containerRegistry: world.registryConnection.name,
          repository: 'team/sub/app',
        });
        // Nobody is to be asked outside this machine.
        const env = { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '127.0.0.1,localhost' };
        const trust = command === 'sign' ? {} : world.trust(testJob.job);
        const usual = command === 'sign' ? { keyid: world.keyId, selfSigned: 'true' } : trust;
        const inputs = { command, artifactRefs: '', timeoutPerArtifact: '1s', ...usual };
        const step = await testJob.job.run(world.task, { inputs, env });
        assert.equal(step.result, 'Failed', logOf(step));
        const message = step.issues[0]?.message ?? '';
        assert(message.includes('docker.io/library/localhost@sha256:'), message);
        assert.deepEqual(world.registry.store.repositories().includes('team/sub/app'), true);
      });
    }
  });
});
