import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Job } from '../../../../../emulator/job';
import type { StepRun } from '../../../../../emulator/run';
import { releaseArchive } from '../../doubles/releases';
import {
  type ReleaseHost,
  codes,
  fakeNotation,
  logOf,
  openReleaseHost,
} from '../../fixtures/network/releaseHost';

const wrongSum = 'ab'.repeat(32);

describe('an archive that is not the expected one', () => {
  let releaseHost: ReleaseHost;
  let job: Job;

  beforeEach(async () => {
    releaseHost = await openReleaseHost();
    job = releaseHost.job();
  });

  afterEach(() => releaseHost.close());

  function cached(): string[] {
    const cache = path.join(job.tools, 'notation-archives');
    return existsSync(cache) ? readdirSync(cache) : [];
  }

  /** The step failed, and nothing came of it. */
  function assertFailedClosed(step: StepRun, expected: string): void {
    assert.deepEqual([step.result, codes(step)], ['Failed', ['ChecksumMismatch']], logOf(step));
    assert(step.issues[0]?.message.includes(`but ${expected} is expected`));
    assert.equal(step.outputs['Status'], 'Failed');
    assert.deepEqual(job.prependedPath, []);
    assert.deepEqual(cached(), []);
    assert.equal(releaseHost.runs(), 0);
    const left = readdirSync(job.temp).filter((name) => name.startsWith('notation'));
    assert.deepEqual(left, []);
  }

  /** Another program under the published name, runnable and versioned like the true one. */
  async function exchange(): Promise<void> {
    const mark = path.join(releaseHost.root, 'runs');
    const bytes = await releaseArchive('tar.gz', 'notation', `${fakeNotation('1.3.2', { mark })}#`);
    const { file = '' } = releaseHost.releases['1.3.2'] ?? {};
    releaseHost.server.add('notaryproject/notation', '1.3.2', file, bytes);
  }

  it('N3 a pinned version: fails closed', async () => {
    await exchange();
    assertFailedClosed(await releaseHost.install(job), releaseHost.releases['1.3.2']?.sha256 ?? '');
    // One more look tells a damaged transfer from a wrong file.
    assert.equal(releaseHost.server.requests.length, 2);
  });

  it('N3 an address of the user’s own: fails closed', async () => {
    const url = releaseHost.releases['1.3.2']?.url ?? '';
    const inputs = { isCustomVersion: 'true', url, checksum: wrongSum };
    assertFailedClosed(await releaseHost.install(job, inputs), wrongSum);
  });

  it('N3 a mirror: fails closed, for the pinned checksum rules', async () => {
    const mirror = await openReleaseHost({ versions: ['1.3.2'] });
    try {
      const step = await releaseHost.install(job, { mirrorUrl: mirror.server.url });
      assertFailedClosed(step, releaseHost.releases['1.3.2']?.sha256 ?? '');
      assert.deepEqual([mirror.runs(), mirror.server.requests.length], [0, 2]);
    } finally {
      await mirror.close();
    }
  });

  it('N3 what was installed before stays in use', async () => {
    const first = await releaseHost.install(job);
    assert.equal(first.result, 'Succeeded', logOf(first));
    const path_ = job.prependedPath;
    const url = releaseHost.releases['1.3.2']?.url ?? '';
    await releaseHost.install(job, { isCustomVersion: 'true', url, checksum: wrongSum });
    assert.deepEqual(job.prependedPath, path_);
    const { log } = await job.startScript('notation version').done;
    assert.equal(log.at(-1), 'Version: 1.3.2');
  });

  for (const [title, checksum] of [
    ['upper case', (sum: string) => sum.toUpperCase()],
    ['its own case', (sum: string) => sum],
  ] as const) {
    it(`N3 an address of the user’s own with its checksum in ${title}: is installed`, async () => {
      const { url = '', sha256 = '' } = releaseHost.releases['1.3.2'] ?? {};
      const inputs = { isCustomVersion: 'true', url, checksum: checksum(sha256) };
      const step = await releaseHost.install(job, inputs);
      assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
    });
  }

  for (const [title, content] of [
    [
      'a tampered',
      (good: Buffer) => Buffer.from(good.map((byte, at) => (at === 40 ? byte ^ 1 : byte))),
    ],
    ['a half-written', (good: Buffer) => good.subarray(0, good.length / 2)],
    ['an empty', () => Buffer.alloc(0)],
  ] as const) {
    it(`H5 ${title} archive in the cache is downloaded again and replaced`, async () => {
      const { file = '' } = releaseHost.releases['1.3.2'] ?? {};
      const good = await releaseArchive('tar.gz', 'notation', fakeNotation('1.3.2'));
      const cache = path.join(job.tools, 'notation-archives');
      mkdirSync(cache, { recursive: true });
      writeFileSync(path.join(cache, file), content(good));
      const step = await releaseHost.install(job);
      assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
      assert.match(logOf(step), /does not match its pinned checksum and is not used/);
      assert.equal(releaseHost.server.requests.length, 1);
      const next = await releaseHost.install(job);
      assert.equal(releaseHost.server.requests.length, 1, logOf(next));
    });
  }
});
