import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Job } from '../../../../../emulator/job';
import type { StepRun } from '../../../../../emulator/run';
import { endedWith } from '../../fixtures/suite';
import {
  type ReleaseHost,
  fakeNotation,
  logOf,
  openReleaseHost,
} from '../../fixtures/network/releaseHost';

describe('install, again and beside others', () => {
  let releaseHost: ReleaseHost;

  before(async function () {
    releaseHost = endedWith(this, await openReleaseHost({ versions: ['1.2.0', '1.3.2'] }));
  });

  afterEach(() => {
    releaseHost.server.setFault(undefined);
  });

  function assertSucceeded(step: StepRun): void {
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
  }

  function assertSays(step: StepRun, pattern: RegExp): void {
    assert.match(logOf(step), pattern);
  }

  /** The notation that a later step of the job finds, and the version it tells. */
  async function foundLater(job: Job): Promise<[place: string, version: string]> {
    const { log } = await job.startScript('command -v notation; notation version').done;
    const [place = '', version = ''] = log.slice(-2);
    return [place, version];
  }

  /** A job on an agent that has a notation of its own. */
  function jobWithNotation(version: string): [job: Job, file: string] {
    const folder = path.join(releaseHost.root, `preinstalled-${version}`);
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, 'notation');
    writeFileSync(file, fakeNotation(version), { mode: 0o755 });
    const PATH = `${folder}${path.delimiter}${process.env['PATH'] ?? ''}`;
    return [releaseHost.job({ environment: { PATH } }), file];
  }

  it('N1 installs twice in a job: the later one counts, and says so', async () => {
    const job = releaseHost.job();
    assertSucceeded(await releaseHost.install(job, { version: '1.2.0' }));
    const [first] = await foundLater(job);
    const second = await releaseHost.install(job, { version: '1.3.2' });
    assertSucceeded(second);
    assert(logOf(second).includes(`${first} was first on the PATH`));
    assertSays(second, /later steps of this job use the installed notation 1\.3\.2/);
    const [place, version] = await foundLater(job);
    assert.deepEqual([version, place === first], ['Version: 1.3.2', false]);
  });

  it('N1 installs the same version twice without a second download', async () => {
    const job = releaseHost.job();
    assertSucceeded(await releaseHost.install(job));
    const before = releaseHost.server.requests.length;
    const second = await releaseHost.install(job);
    assertSucceeded(second);
    assertSays(second, /taken from the agent's tools directory\. The checksum matches/);
    assert.equal(releaseHost.server.requests.length, before);
    assert.deepEqual((await foundLater(job))[1], 'Version: 1.3.2');
  });

  it('N1 a later job of the agent installs without a download', async () => {
    const first = releaseHost.job();
    assertSucceeded(await releaseHost.install(first));
    const before = releaseHost.server.requests.length;
    const later = releaseHost.job({ variables: { 'Agent.ToolsDirectory': first.tools } });
    assertSucceeded(await releaseHost.install(later));
    assert.equal(releaseHost.server.requests.length, before);
    assert.equal((await foundLater(later))[1], 'Version: 1.3.2');
  });

  it('N1 succeeds when the agent tries a failed step again', async () => {
    const job = releaseHost.job({ timings: { retry: () => 0 } });
    const fresh = await openReleaseHost();
    try {
      fresh.server.setFault((_, attempt) =>
        attempt === 1 ? { kind: 'status', status: 404 } : undefined,
      );
      const step = await fresh.install(job, {}, { retryCountOnTaskFailure: 2 });
      assert.deepEqual([step.result, step.attempts], ['Succeeded', 2], logOf(step));
      assert.equal(step.outputs['Status'], 'Succeeded');
      assert.equal((await foundLater(job))[1], 'Version: 1.3.2');
      const left = readdirSync(job.temp).filter((name) => name.startsWith('notation-'));
      assert.equal(left.length, 1, left.join());
    } finally {
      await fresh.close();
    }
  });

  for (const version of ['1.3.2', '1.2.0', '9.0.0']) {
    it(`N1 installs 1.3.2 on an agent that has ${version}, and says which is used`, async () => {
      const [job, file] = jobWithNotation(version);
      const step = await releaseHost.install(job, { version: '1.3.2' });
      assertSucceeded(step);
      assert(logOf(step).includes(`${file} was first on the PATH. It stays`));
      const [place, found] = await foundLater(job);
      assert.equal(found, 'Version: 1.3.2');
      assert.match(place, /notation-cli-\w+\/notation$/);
    });
  }

  it('N1 says nothing of another notation where there is none', async () => {
    const step = await releaseHost.install(releaseHost.job());
    assertSucceeded(step);
    assert.doesNotMatch(logOf(step), /was first/);
  });

  it('N1 mentions a newer pinned version than the one chosen', async () => {
    const older = await releaseHost.install(releaseHost.job(), { version: '1.2' });
    assertSays(
      older,
      /Installed notation 1\.2\.0: .*\n[^]*This task also pins the newer notation 1\.3\.2\./,
    );
    const newest = await releaseHost.install(releaseHost.job(), { version: '1.3.2' });
    assert.doesNotMatch(logOf(newest), /also pins/);
  });
});
