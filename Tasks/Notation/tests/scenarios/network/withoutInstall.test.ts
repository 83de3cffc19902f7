import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Job, JobOptions } from '../../../../../emulator/job';
import type { StepRun } from '../../../../../emulator/run';
import { codes, logOf } from '../../fixtures/network/releaseHost';
import { pathWithoutNotation } from '../../fixtures/network/path';
import { taskWith } from '../../fixtures/packagedTask';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import { type World, signInputs } from '../../fixtures/world';

const version = '1.3.2';
/** Nobody listens there: the release host of an agent that cannot reach github.com. */
const unreachable = 'http://127.0.0.1:1';

type Inputs = Record<string, string>;

describe('a step without an install step before it', () => {
  let world: World;
  /** The same task, whose release host cannot be reached. */
  let closedTask: string;
  /** The same task, which expects another archive of notation. */
  let misledTask: string;
  /** A signed image, so that verify and inspect have something to find. */
  let artifactRefs: string;

  before(async function () {
    world = await openSuiteWorld(this);
    const releases = readFileSync(path.join(world.task, 'data/releases.json'), 'utf8');
    const closed: unknown = JSON.parse(releases.replaceAll(world.releases.url, unreachable));
    closedTask = taskWith(path.join(world.root, 'closed-task'), closed);
    const other: unknown = JSON.parse(
      releases.replace(/("notation_1\.3\.2_[^"]+","sha256":")[^"]+/g, `$1${'0'.repeat(64)}`),
    );
    misledTask = taskWith(path.join(world.root, 'misled-task'), other);
    artifactRefs = (await pushImage(world.registry, 'app', 'v1')).reference;
    const inputs = { ...signInputs(world), artifactRefs };
    assertSucceeded(await newJob().run(world.task, { inputs }));
  });

  function newJob(options: JobOptions = {}): Job {
    return world.job({ ...options, environment: { PATH: pathWithoutNotation() } });
  }

  /** The commands that work on artifacts, each with the inputs that it needs. */
  const commands: readonly [name: string, inputs: (job: Job) => Inputs][] = [
    ['sign', () => signInputs(world)],
    ['verify', (job) => ({ command: 'verify', ...world.trust(job) })],
  ];

  function assertSucceeded(step: StepRun): void {
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
  }

  /** How often the archive of notation was asked for while something was done. */
  async function requestsDuring(action: () => Promise<unknown>): Promise<number> {
    const before = world.releases.requests.length;
    await action();
    const made = world.releases.requests.slice(before);
    return made.filter(({ url }) => url.includes('/notaryproject/notation/')).length;
  }

  /** The program that a step says it installed for itself. */
  function ownProgram(step: StepRun): string {
    const said = /installed version 1\.3\.2 for itself: (.+)\. To choose another version/;
    const [, program = ''] = said.exec(logOf(step)) ?? [];
    assert.notEqual(program, '', logOf(step));
    return program;
  }

  /** What an attempt to run notation in a later step of the job finds. */
  async function foundLater(job: Job): Promise<readonly string[]> {
    return (await job.startScript('command -v notation || echo none').done).log;
  }

  function cachedArchive(job: Job): string {
    const folder = path.join(job.tools, 'notation-archives');
    const [file = ''] = readdirSync(folder).filter((name) => name.startsWith('notation_'));
    return path.join(folder, file);
  }

  for (const [command, inputsOf] of commands) {
    it(`N1 I6 ${command} installs the default version for itself, and says so`, async () => {
      const job = newJob();
      let step: StepRun | undefined;
      const inputs = { ...inputsOf(job), artifactRefs };
      const requests = await requestsDuring(async () => {
        step = await job.run(world.task, { inputs });
      });
      assert(step !== undefined);
      assertSucceeded(step);
      assert.equal(requests, 1);
      assert(step.log[0]?.includes(`notation ${version} (${world.releases.url}/`), step.log[0]);
      assert.equal(step.outputs['NotationVersion'], version);
      const program = ownProgram(step);
      const relative = path.relative(job.temp, program);
      assert.match(relative, /^notation-\w{6}\/notation-cli-\w{6}\/notation(\.exe)?$/);
      assert(!existsSync(path.dirname(path.dirname(program))), program);
      assert.deepEqual(job.prependedPath, []);
      assert.deepEqual(await foundLater(job), ['none']);
      const left = readdirSync(job.temp).filter((name) =>
        /^notation-(?!report-|cache$)/.test(name),
      );
      assert.deepEqual(left, []);
    });

    it(`N1 ${command} takes the archive of an earlier step from the cache`, async () => {
      const job = newJob();
      const inputs = { command: 'verify', artifactRefs, ...world.trust(job) };
      assertSucceeded(await job.run(world.task, { inputs }));
      const requests = await requestsDuring(async () => {
        const step = await job.run(world.task, { inputs: { ...inputsOf(job), artifactRefs } });
        assertSucceeded(step);
        assert.match(logOf(step), /notation_1\.3\.2_.*: taken from the agent's tools directory/);
        ownProgram(step);
      });
      assert.equal(requests, 0);
    });

    it(`N5 ${command} takes a seeded archive where the release host cannot be reached`, async () => {
      const seeded = newJob();
      const inputs = { ...signInputs(world), artifactRefs };
      assertSucceeded(await seeded.run(world.task, { inputs }));
      const job = newJob({ variables: { 'Agent.ToolsDirectory': seeded.tools } });
      const step = await job.run(closedTask, { inputs: { ...inputsOf(job), artifactRefs } });
      assertSucceeded(step);
      ownProgram(step);
    });

    const mirrors: [title: string, (url: string) => [JobOptions, Inputs]][] = [
      ['the input', (url) => [{}, { mirrorUrl: url }]],
      ['the variable', (url) => [{ variables: { 'Notation.MirrorUrl': url } }, {}]],
    ];
    for (const [title, name] of mirrors) {
      it(`N5 ${command} takes it from the mirror that ${title} names`, async () => {
        const [options, mirror] = name(world.releases.url);
        const job = newJob(options);
        const inputs = { ...inputsOf(job), ...mirror, artifactRefs };
        const requests = await requestsDuring(async () => {
          const step = await job.run(closedTask, { inputs });
          assertSucceeded(step);
          ownProgram(step);
        });
        assert.equal(requests, 1);
      });
    }

    it(`N5 ${command} that cannot have it ends with one error that names both ways`, async () => {
      const job = newJob();
      const inputs = { ...inputsOf(job), artifactRefs };
      const step = await job.run(closedTask, { inputs });
      assert.deepEqual([step.result, codes(step)], ['Failed', ['NotationMissing']], logOf(step));
      const message = step.issues[0]?.message ?? '';
      const address = `${unreachable}/notaryproject/notation/releases/download/v${version}/`;
      assert(message.includes(address) && message.includes('ECONNREFUSED'), message);
      assert.match(message, /\(mirrorUrl\)/);
      assert.match(message, /a Notation step with the command install/);
    });

    it(`N3 ${command} runs nothing of an archive that was exchanged on its way`, async () => {
      const job = newJob();
      const inputs = { ...inputsOf(job), artifactRefs };
      const step = await job.run(misledTask, { inputs });
      assert.deepEqual([step.result, codes(step)], ['Failed', ['ChecksumMismatch']], logOf(step));
      assert(!existsSync(path.join(job.tools, 'notation-archives')));
      assert.equal(
        readdirSync(job.temp).some((name) => /^notation-\w{6}$/.test(name)),
        false,
      );
    });
  }

  it('H5 downloads again what was tampered with in the cache', async () => {
    const job = newJob();
    const inputs = { command: 'verify', artifactRefs, ...world.trust(job) };
    assertSucceeded(await job.run(world.task, { inputs }));
    writeFileSync(cachedArchive(job), 'tampered with');
    const requests = await requestsDuring(async () => {
      const step = await job.run(world.task, { inputs });
      assertSucceeded(step);
      assert.match(logOf(step), /does not match its pinned checksum and is not used/);
    });
    assert.equal(requests, 1);
    assert(readFileSync(cachedArchive(job)).length > 1000);
  });

  it('H5 uses a notation that is on PATH, with the notice, and downloads none', async () => {
    const folder = path.join(world.root, 'preinstalled');
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, 'notation');
    writeFileSync(file, readFileSync(newestNotation().path), { mode: 0o755 });
    const PATH = `${folder}${path.delimiter}${pathWithoutNotation()}`;
    const job = world.job({ environment: { PATH } });
    const inputs = { command: 'verify', artifactRefs, ...world.trust(job) };
    const requests = await requestsDuring(async () => {
      const step = await job.run(closedTask, { inputs });
      assertSucceeded(step);
      assert(logOf(step).includes(`This step uses ${file} (`), logOf(step));
      assert.doesNotMatch(logOf(step), /for itself/);
    });
    assert.equal(requests, 0);
  });

  it('inspect needs no notation, and downloads none', async () => {
    const job = newJob();
    const step = await job.run(closedTask, { inputs: { command: 'inspect', artifactRefs } });
    assertSucceeded(step);
    assert.equal(step.outputs['NotationVersion'], undefined);
    assert.doesNotMatch(logOf(step), /for itself|Downloading/);
  });

  it('N1 uses the version that an install step chose, and downloads none', async () => {
    const job = newJob();
    const install = { command: 'install', version: '1.0.0' };
    assertSucceeded(await job.run(world.task, { inputs: install }));
    const inputs = { command: 'verify', artifactRefs, ...world.trust(job) };
    const step = await job.run(closedTask, { inputs });
    assertSucceeded(step);
    assert.equal(step.outputs['NotationVersion'], '1.0.0');
    assert.doesNotMatch(logOf(step), /for itself|No install step/);
  });
});
