import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Job } from '../../../../../emulator/job';
import type { StepRun } from '../../../../../emulator/run';
import { selfSignedCertificate } from '../../fixtures/certificates';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { type World, signInputs } from '../../fixtures/world';
import { UserDirectories } from '../../fixtures/isolation/userDirectories';

const name = 'notation-azure-kv';

describe('a program that was planted', function () {
  let world: World;
  let user: UserDirectories;
  let artifactRefs: string;

  before(async function () {
    world = await openSuiteWorld(this);
    const mine = selfSignedCertificate({ folder: world.root, commonName: 'mine' });
    user = new UserDirectories(path.join(world.root, 'user'), mine);
    for (const folder of ['on-path', 'libexec/plugins/azure-kv', 'conf/plugins/azure-kv'])
      user.plant(path.join(user.root, folder, name));
  });

  beforeEach(async () => {
    ({ reference: artifactRefs } = await pushImage(world.registry.host, 'app', 'latest'));
  });

  afterEach(() => {
    world.releases.setFault(undefined);
  });

  /** A job on an agent where all is planted, with a notation that its first step installed. */
  async function plantedJob(version: string): Promise<Job> {
    const PATH = [path.join(user.root, 'on-path'), process.env['PATH']].join(path.delimiter);
    const NOTATION_LIBEXEC = path.join(user.root, 'libexec');
    const environment = { ...user.environment, PATH, NOTATION_LIBEXEC };
    const job = world.job({ environment });
    // As the agent's own tool library lays it out, which trusts whatever lies there.
    for (const [tool, file, one] of [
      ['notation', 'notation', version],
      [name, name, '1.2.1'],
    ] as const) {
      const folder = path.join(job.tools, tool, one);
      for (const arch of ['x64', process.arch]) {
        user.plant(path.join(folder, arch, file));
        writeFileSync(path.join(folder, `${arch}.complete`), '');
      }
    }
    const inputs = { command: 'install', isCustomVersion: 'false', version };
    const { result, log } = await job.run(world.task, { inputs });
    assert.equal(result, 'Succeeded', log.join('\n'));
    return job;
  }

  function sign(job: Job): Promise<StepRun> {
    const env = { NOTATION_CONFIG: path.join(user.root, 'conf') };
    return job.run(world.task, { inputs: { ...signInputs(world), artifactRefs }, env });
  }

  for (const { version } of notationVersions()) {
    it(`H5 is not run in place of the plugin whose checksum matches, with notation ${version}`, async () => {
      const job = await plantedJob(version);
      const calls = world.vault.calls().length;
      const { result, log } = await sign(job);
      assert.equal(result, 'Succeeded', log.join('\n'));
      assert(world.vault.calls().length > calls);
      assert.equal(user.wasRun, false);
    });

    it(`H5 is not run where that plugin cannot be had, with notation ${version}`, async () => {
      const job = await plantedJob(version);
      world.releases.setFault(() => ({ kind: 'status', status: 404 }));
      const { result, issues } = await sign(job);
      assert.deepEqual([result, issues.map(({ code }) => code)], ['Failed', ['DownloadFailed']]);
      assert.equal(user.wasRun, false);
    });

    it(`H5 is not run by verify, with notation ${version}`, async () => {
      const job = await plantedJob(version);
      const inputs = { command: 'verify', artifactRefs, ...world.trust(job) };
      const { result, issues } = await job.run(world.task, { inputs });
      assert.deepEqual([result, issues.map(({ code }) => code)], ['Failed', ['NotSigned']]);
      assert.equal(user.wasRun, false);
    });

    it(`H5 a notation ${version} that install did not put there is used with a notice`, async () => {
      const folder = path.join(world.root, `preinstalled-${version}`);
      const program = path.join(folder, 'notation');
      const [real] = notationVersions().filter((each) => each.version === version);
      mkdirSync(folder);
      copyFileSync(real?.path ?? '', program);
      chmodSync(program, 0o755);
      const PATH = [folder, process.env['PATH']].join(path.delimiter);
      const job = world.job({ environment: { PATH } });
      const foreign = await sign(job);
      assert.equal(foreign.result, 'Succeeded', foreign.log.join('\n'));
      const notice = `This step uses ${program} (${version}). No install step of this task`;
      assert(
        foreign.log.some((line) => line.startsWith(notice)),
        foreign.log.join('\n'),
      );
      const inputs = { command: 'install', isCustomVersion: 'false', version };
      await job.run(world.task, { inputs });
      const own = await sign(job);
      assert.equal(own.result, 'Succeeded');
      assert(!own.log.some((line) => line.includes('No install step')));
    });
  }

  it('H5 an archive that was changed in the tools directory is replaced, and nothing of it runs', async () => {
    const [{ version } = { version: '' }] = notationVersions();
    const job = await plantedJob(version);
    assert.equal((await sign(job)).result, 'Succeeded');
    const cache = path.join(job.tools, 'notation-archives');
    const archives = readdirSync(cache).map((file) => path.join(cache, file));
    assert.equal(archives.length, 2);
    for (const file of archives) writeFileSync(file, 'something else');
    const requests = world.releases.requests.length;
    const again = [
      await job.run(world.task, {
        inputs: { command: 'install', isCustomVersion: 'false', version },
      }),
      await sign(job),
    ];
    assert.deepEqual(
      again.map(({ result }) => result),
      ['Succeeded', 'Succeeded'],
    );
    assert.equal(world.releases.requests.length, requests + 2);
    assert.equal(user.wasRun, false);
  });
});
