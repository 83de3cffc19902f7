import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { text as read } from 'node:stream/consumers';
import { builtNotation } from '../../../../demo/notation';
import { show } from '../../../../demo/show';
import {
  type Walkthrough,
  endedAsWritten,
  repository,
  runWalkthrough,
  walkthroughText,
} from '../../../../demo/walkthrough';
import { snapshot } from '../../../../emulator/snapshot';
import type { StepRun } from '../../../../emulator/run';
import { endedWith } from '../fixtures/suite';
import { requireTool } from '../fixtures/tools';
import { type World, openWorld, registryLogin } from '../fixtures/world';

const shortName = 'Notation@0';
const fullName = `notation-pipelines.notation.notation-task.${shortName}`;

describe('the walkthrough of the demo', function () {
  let world: World;
  let version: string;

  before(async function () {
    requireTool(this, 'notation');
    version = builtNotation()?.version ?? '';
    world = endedWith(
      this,
      await openWorld({
        registry: { authentication: { kind: 'bearer', ...registryLogin } },
      }),
    );
  });

  afterEach(() => {
    world.registry.reset();
  });

  function step({ run }: Walkthrough, displayName: string): StepRun {
    const found = run.steps.find((each) => each.displayName === displayName);
    assert(found !== undefined, `${displayName} did not run`);
    return found;
  }

  async function walk(text = walkthroughText(version)): Promise<Walkthrough> {
    const walkthrough = await runWalkthrough(world, text);
    const log = walkthrough.run.steps.flatMap((each) => each.log).join('\n');
    assert(endedAsWritten(walkthrough), log);
    return walkthrough;
  }

  it('signs and verifies what the Docker task pushed, and refuses what nobody signed', async () => {
    const walkthrough = await walk();
    assert.equal(walkthrough.run.result, 'Failed');
    const last = walkthrough.run.steps.at(-1);
    assert.deepEqual(
      last?.issues.map(({ type, code }) => [type, code]),
      [['error', 'NotSigned']],
    );
    assert.equal(last.outputs['Status'], 'Failed');
  });

  it('leaves a signature in COSE format attached to the image', async () => {
    const { signedImage } = await walk();
    const { store } = world.registry;
    const digest = signedImage.slice(signedImage.indexOf('@') + 1);
    const [signature = '', ...more] = store.indexedSignaturesOf(repository, digest);
    assert.deepEqual(more, []);
    const layers = store.manifest(repository, signature)?.content.layers;
    assert.deepEqual(
      layers?.map(({ mediaType }) => mediaType),
      ['application/cose'],
    );
  });

  it('names the extension and the notation in the first line of the install step', async () => {
    const [first = ''] = step(await walk(), 'Install notation').log;
    assert.match(first, /^Notation for Azure Pipelines \d+\.\d+\.\d+\b/);
    assert(first.includes(`notation ${version} `), first);
  });

  it('I8 takes the service connection under both spellings', async () => {
    const published = walkthroughText(version);
    const corrected = published.replace('azurekvServiceConection', 'azurekvServiceConnection');
    assert.notEqual(corrected, published);
    const before = world.vault.calls().length;
    await walk(corrected);
    const environments = world.vault.calls().slice(before);
    const { clientId } = world.vault.access;
    assert(environments.some(({ environment }) => environment['AZURE_CLIENT_ID'] === clientId));
  });

  it('means the same under the short name of the task', async () => {
    const text = walkthroughText(version).replaceAll(fullName, shortName);
    assert(!text.includes(fullName) && text.includes(`task: ${shortName}`));
    await walk(text);
  });

  it('verifies the image by the reference that the pipeline names', async () => {
    const { job, signedImage } = await walk();
    const { result, issues } = await job.run(world.task, {
      inputs: { command: 'verify', artifactRefs: signedImage, ...world.trust(job) },
    });
    assert.deepEqual([result, issues], ['Succeeded', []]);
  });

  it('H1 leaves nothing behind but what install put on PATH, the reports, and revocation lists', async () => {
    const { job, run } = await walk();
    assert.deepEqual([...snapshot(job.home).keys()], []);
    assert.deepEqual([...snapshot(job.environment['TMPDIR'] ?? '').keys()], []);
    const attached = run.steps.flatMap(({ attachments }) => attachments.map(({ path }) => path));
    const docker = /^DockerConfig_\d+(\/|$)/; // the Docker task's login, which lasts as long as the job
    const left = [...snapshot(job.temp)]
      .filter(([name]) => !docker.test(name) && !attached.includes(`${job.temp}/${name}`))
      .map(
        ([name, { type }]) => `${type} ${name.replace(/^(notation-(cli|report)-)\w{6}/, '$1*')}`,
      );
    assert.deepEqual([...new Set(left)].sort(), [
      'directory notation-cache',
      'directory notation-cache/crl',
      'directory notation-cli-*',
      'directory notation-report-*',
      'file .taskkey',
      'file notation-cli-*/notation',
      'file notation-report-*/report.json',
    ]);
  });
});

describe('the demo', () => {
  before(function () {
    requireTool(this, 'notation');
  });

  it('ends well, and prints nothing that the system around it could obey', async () => {
    const origin = builtNotation();
    assert(origin !== undefined);
    const output = new PassThrough();
    const printed = read(output);
    const isRight = await show(output, origin);
    output.end();
    const text = await printed;
    assert(isRight, text);
    assert.match(text, /\nThe signed image was verified, the unsigned one refused\.\n$/);
    // eslint-disable-next-line no-control-regex -- terminal escapes are what it is about
    assert.doesNotMatch(text, /##|[\u001b\r]|^\s*::/m);
  });
});
