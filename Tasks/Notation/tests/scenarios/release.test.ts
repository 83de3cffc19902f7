import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Job } from '../../../../emulator/job';
import type { StepRun } from '../../../../emulator/run';
import { pushImage } from '../doubles/registry/image';
import { openSuiteWorld } from '../fixtures/suite';
import { newestNotation } from '../fixtures/tools';
import { type World, signInputs } from '../fixtures/world';

type Inputs = Record<string, string>;

/** What a classic release has for variables of its own. */
const releaseVariables = {
  'System.HostType': 'release',
  'Release.DefinitionName': 'shop',
  'Release.ReleaseName': 'Release-7',
  'Release.PrimaryArtifactSourceAlias': '_images',
};

describe('a job that checks no repository out, as a classic release', () => {
  let world: World;
  let job: Job;
  let reference: string;

  before(async function () {
    world = await openSuiteWorld(this);
    job = world.job({ variables: releaseVariables });
    ({ reference } = await pushImage(world.registry, 'app', 'v1'));
    publishTrust();
    const version = newestNotation().version;
    assertSucceeded(await run({ command: 'install', version }));
  });

  /** The trust policy and store as an artifact under its alias; in the working directory lies nothing else. */
  function publishTrust(): void {
    world.trust(job);
    const artifact = path.join(job.sources, '_images/trust');
    mkdirSync(path.dirname(artifact), { recursive: true });
    cpSync(path.join(job.sources, '.pipeline'), artifact, { recursive: true });
    rmSync(path.join(job.sources, '.pipeline'), { recursive: true });
  }

  function run(inputs: Inputs): Promise<StepRun> {
    return job.run(world.task, { inputs });
  }

  function assertSucceeded(step: StepRun): void {
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], step.log.join('\n'));
  }

  function trustIn(folder: string): Inputs {
    return {
      trustPolicy: `${folder}/trustpolicy/trustpolicy.json`,
      trustStore: `${folder}/truststore`,
    };
  }

  function codes({ issues }: StepRun): (string | undefined)[] {
    return issues.map(({ code }) => code);
  }

  it('signs an image that is named', async () => {
    assertSucceeded(await run({ ...signInputs(world), artifactRefs: reference }));
  });

  it('signs where the build comes from, as far as a release knows', async () => {
    const inputs = { ...signInputs(world), artifactRefs: reference, buildMetadata: 'true' };
    assertSucceeded(await run(inputs));
  });

  for (const [what, folder] of [
    ['below the alias of the artifact', '_images/trust'],
    ['by an absolute path', '$(System.DefaultWorkingDirectory)/_images/trust'],
  ] as const) {
    it(`verifies by a trust policy and store ${what}`, async () => {
      const trust = trustIn(folder);
      assertSucceeded(await run({ command: 'verify', artifactRefs: reference, ...trust }));
    });
  }

  it('says where it looked for a path that only a checked-out repository has', async () => {
    const trust = trustIn('.pipeline');
    const step = await run({ command: 'verify', artifactRefs: reference, ...trust });
    assert.deepEqual([step.result, codes(step)], ['Failed', ['FileMissing']]);
    assert(step.issues[0]?.message.includes(job.sources));
  });

  it('says that an image must be named, for no Docker task pushed one', async () => {
    const step = await run({ command: 'verify', ...trustIn('_images/trust') });
    assert.deepEqual([step.result, codes(step)], ['Failed', ['ArtifactsMissing']]);
  });
});
