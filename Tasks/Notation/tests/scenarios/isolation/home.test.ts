import assert from 'node:assert/strict';
import path from 'node:path';
import type { Job } from '../../../../../emulator/job';
import type { TaskResult } from '../../../../../emulator/results';
import type { StepRun } from '../../../../../emulator/run';
import { selfSignedCertificate } from '../../fixtures/certificates';
import { type HeldPlugin, publishHeldPlugin } from '../../doubles/heldPlugin';
import { type PushedImage, pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { Traces } from '../../fixtures/traces';
import { type World, signInputs } from '../../fixtures/world';
import { UserDirectories } from '../../fixtures/isolation/userDirectories';

/** The emulator sends no second signal, also to a step that takes long to end. */
const patience = { timeout: 120_000, timings: { interrupt: 600_000 } };

describe('the directories of a user who has notation set up himself', function () {
  let world: World;
  let plugin: HeldPlugin;
  let user: UserDirectories;
  let image: PushedImage;
  let unsigned: PushedImage;

  before(async function () {
    world = await openSuiteWorld(this);
    plugin = await publishHeldPlugin(world);
    const mine = selfSignedCertificate({ folder: world.root, commonName: 'mine' });
    user = new UserDirectories(path.join(world.root, 'user'), mine);
    image = await pushImage(world.registry.host, 'app', 'signed');
    unsigned = await pushImage(world.registry.host, 'app', 'unsigned');
  });

  afterEach(() => {
    world.registry.faults = undefined;
  });

  const trust = { trustPolicy: '.pipeline/trustpolicy/trustpolicy.json' };
  const verifyInputs = { command: 'verify', ...trust, trustStore: '.pipeline/truststore/' };

  function run(job: Job, inputs: Record<string, string>): Promise<StepRun> {
    return job.run(world.task, { inputs });
  }

  function sign(job: Job, more: Record<string, string>): Promise<StepRun> {
    return run(job, { ...signInputs(world), ...more });
  }

  async function cancelSign(job: Job): Promise<StepRun> {
    const hold = plugin.hold();
    const inputs = {
      ...signInputs(world),
      akvPluginVersion: plugin.version,
      artifactRefs: image.reference,
    };
    const step = job.start(plugin.task, { inputs, env: hold.environment, ...patience });
    await hold.reached();
    step.cancel();
    return step.done;
  }

  async function cancelVerify(job: Job): Promise<StepRun> {
    const asked = new Promise<void>((resolve) => {
      world.registry.faults = () => {
        resolve();
        return { stall: true };
      };
    });
    const step = job.start(world.task, {
      inputs: { ...verifyInputs, artifactRefs: image.reference },
      ...patience,
    });
    await asked;
    step.cancel();
    return step.done;
  }

  type Case = readonly [
    what: string,
    command: 'sign' | 'verify',
    result: TaskResult,
    step: (job: Job) => Promise<StepRun>,
  ];
  const cases: readonly Case[] = [
    ['sign', 'sign', 'Succeeded', (job) => sign(job, { artifactRefs: image.reference })],
    [
      'a sign that fails',
      'sign',
      'Failed',
      (job) =>
        sign(job, { artifactRefs: image.reference, selfSigned: 'false', keyid: `${world.keyId}0` }),
    ],
    ['a sign that is cancelled', 'sign', 'Canceled', cancelSign],
    [
      'verify',
      'verify',
      'Succeeded',
      (job) => run(job, { ...verifyInputs, artifactRefs: image.reference }),
    ],
    [
      'a verify that fails',
      'verify',
      'Failed',
      (job) => run(job, { ...verifyInputs, artifactRefs: unsigned.reference }),
    ],
    ['a verify that is cancelled', 'verify', 'Canceled', cancelVerify],
    [
      'a verify with a wrong trustStore',
      'verify',
      'Failed',
      (job) =>
        run(job, { ...verifyInputs, trustStore: '.pipeline', artifactRefs: image.reference }),
    ],
    [
      'a verify with the trustStore that is the user’s own',
      'verify',
      'Failed',
      (job) =>
        run(job, {
          ...verifyInputs,
          trustStore: `${user.configurations[0] ?? ''}/truststore`,
          artifactRefs: image.reference,
        }),
    ],
  ];

  for (const { version } of notationVersions()) {
    it(`H1 are byte for byte the same after every step with notation ${version}`, async () => {
      const job = world.job({ environment: user.environment });
      world.trust(job);
      const before = new Traces(job, { user: user.root });
      const installed = await run(job, { command: 'install', isCustomVersion: 'false', version });
      assert.equal(installed.result, 'Succeeded', installed.log.join('\n'));
      assert.deepEqual(before.left('install', installed), [], 'install');
      for (const [what, command, result, step] of cases) {
        const traces = new Traces(job, { user: user.root });
        const done = await step(job);
        world.registry.faults = undefined;
        assert.equal(done.result, result, `${what}: ${done.log.join('\n')}`);
        assert.deepEqual(traces.left(command, done), [], what);
      }
      assert.equal(user.wasRun, false);
    });
  }
});
