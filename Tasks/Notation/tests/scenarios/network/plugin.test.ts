import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Job, JobOptions } from '../../../../../emulator/job';
import type { StepRun } from '../../../../../emulator/run';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import { taskWith } from '../../fixtures/packagedTask';
import { type World, signInputs } from '../../fixtures/world';
import { codes, logOf } from '../../fixtures/network/releaseHost';
import { assertHidden } from '../../fixtures/secrets';

const unreachable = 'http://127.0.0.1:1';
const version = '1.3.2';

describe('notation and the plugin, where the release host cannot be reached', () => {
  let world: World;
  let task: string;
  /** The folder that holds the archives as they were published. */
  let carried: string;
  let reference: string;

  before(async function () {
    world = await openSuiteWorld(this);
    const catalogue = readFileSync(path.join(world.task, 'data/releases.json'), 'utf8');
    const moved = catalogue.replaceAll(world.releases.url, unreachable);
    task = taskWith(path.join(world.root, 'unreachable'), JSON.parse(moved));
    carried = path.join(world.root, 'carried');
    mkdirSync(carried);
    await download('notaryproject/notation', version, 'notation');
    await download('Azure/notation-azure-kv', '1.2.1', 'notation-azure-kv');
    ({ reference } = await pushImage(world.registry, 'app', 'v1'));
  });

  afterEach(() => {
    world.releases.setFault(undefined);
  });

  function fileOf(tool: string): string {
    const { [tool]: found } = JSON.parse(
      readFileSync(path.join(task, 'data/releases.json'), 'utf8'),
    ) as Record<string, { versions: Record<string, Record<string, { file: string }>> }>;
    const [release] = Object.values(found?.versions[tool === 'notation' ? version : '1.2.1'] ?? {});
    return release?.file ?? '';
  }

  /** As an administrator does where the release host can be reached. */
  async function download(repository: string, of: string, tool: string): Promise<void> {
    const file = fileOf(tool);
    const url = `${world.releases.url}/${repository}/releases/download/v${of}/${file}`;
    const response = await fetch(url);
    assert.equal(response.status, 200, url);
    writeFileSync(path.join(carried, file), Buffer.from(await response.arrayBuffer()));
  }

  function jobWithNotation(options: JobOptions = {}): Job {
    const folder = path.dirname(newestNotation().path);
    const PATH = `${folder}${path.delimiter}${process.env['PATH'] ?? ''}`;
    return world.job({ ...options, environment: { PATH } });
  }

  function sign(job: Job, inputs: Record<string, string> = {}): Promise<StepRun> {
    return job.run(task, { inputs: { ...signInputs(world), artifactRefs: reference, ...inputs } });
  }

  function install(job: Job): Promise<StepRun> {
    return job.run(task, { inputs: { command: 'install', version } });
  }

  function assertSucceeded(step: StepRun): void {
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
  }

  /** Copies archives into the cache of a job's agent; `change` may spoil one. */
  function seed(job: Job, change = (content: Buffer): Buffer => content): void {
    const cache = path.join(job.tools, 'notation-archives');
    mkdirSync(cache, { recursive: true });
    for (const tool of ['notation', 'notation-azure-kv']) {
      copyFileSync(path.join(carried, fileOf(tool)), path.join(cache, fileOf(tool)));
      const content = change(readFileSync(path.join(carried, fileOf(tool))));
      writeFileSync(path.join(cache, fileOf(tool)), content);
    }
  }

  it('N5 a mirror serves both, named once by a variable with secrets in it', async () => {
    const secrets = ['password-of-mirror', 'signature-of-mirror'] as const;
    const mirror = new URL(`${world.releases.url}/?sig=${secrets[1]}`);
    [mirror.username, mirror.password] = ['reader', secrets[0]];
    const job = world.job({ debug: true, variables: { 'Notation.MirrorUrl': mirror.href } });
    const before = world.releases.requests.length;
    const calls = world.vault.calls().length;
    for (const step of [await install(job), await sign(job)]) {
      assertSucceeded(step);
      assertHidden(step, secrets);
    }
    for (const { environment } of world.vault.calls().slice(calls)) {
      const text = Object.values(environment).join('\n');
      assert(
        secrets.every((secret) => !text.includes(secret)),
        'the plugin got a secret',
      );
    }
    const asked = world.releases.requests.slice(before);
    assert.deepEqual(
      asked.map(({ url, headers }) => [url.split('/').at(-1), headers.authorization !== undefined]),
      ['notation', 'notation-azure-kv'].map((tool) => [`${fileOf(tool)}?sig=${secrets[1]}`, true]),
    );
  });

  it('N5 a cache filled by hand serves both, and nothing is downloaded', async () => {
    const job = world.job();
    seed(job);
    const before = world.releases.requests.length;
    assertSucceeded(await install(job));
    assertSucceeded(await sign(job));
    const verified = await job.run(task, {
      inputs: { command: 'verify', artifactRefs: reference, ...world.trust(job) },
    });
    assertSucceeded(verified);
    assert.equal(world.releases.requests.length, before);
  });

  it('N5 a wrong file in the cache is refused, for notation and for the plugin', async () => {
    const spoil = (content: Buffer): Buffer =>
      Buffer.from(content.map((byte, at) => (at === 1000 ? byte ^ 1 : byte)));
    for (const run of [install, sign]) {
      const job = run === sign ? jobWithNotation() : world.job();
      seed(job, spoil);
      const calls = world.vault.calls().length;
      const step = await run(job);
      assert.deepEqual([step.result, codes(step)], ['Failed', ['DownloadFailed']], logOf(step));
      assert.match(logOf(step), /does not match its pinned checksum and is not used/);
      assert.equal(world.vault.calls().length, calls);
      assert.deepEqual(job.prependedPath, []);
    }
  });

  it('N5 a wrong plugin of a mirror is refused, and never run', async () => {
    const length = readFileSync(path.join(carried, fileOf('notation-azure-kv'))).length;
    const calls = world.vault.calls().length;
    // The faults serve another file under that name: its first half.
    const after = Math.floor(length / 2);
    world.releases.setFault(() => ({ kind: 'truncate', after, contentLength: 'right' }));
    const step = await sign(jobWithNotation(), { mirrorUrl: world.releases.url });
    assert.deepEqual([step.result, codes(step)], ['Failed', ['ChecksumMismatch']], logOf(step));
    assert.equal(world.vault.calls().length, calls);
  });

  it('H5 a tampered plugin in the cache is downloaded again', async () => {
    const job = jobWithNotation();
    seed(job, (content) => content.subarray(1));
    const before = world.releases.requests.length;
    const step = await sign(job, { mirrorUrl: world.releases.url });
    assertSucceeded(step);
    assert.match(logOf(step), /does not match its pinned checksum and is not used/);
    assert.equal(world.releases.requests.length, before + 1);
  });
});
