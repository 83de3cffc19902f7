import assert from 'node:assert/strict';
import { createHash, randomInt } from 'node:crypto';
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../../../../../emulator/job';
import type { StepHandle } from '../../../../../emulator/step';
import { endedWith } from '../../fixtures/suite';
import { notationVersions, requireTool } from '../../fixtures/tools';
import { type ReleaseHost, logOf, openReleaseHost } from '../../fixtures/network/releaseHost';

const made = '1.2.0'; // a small one, about 1 MB
const real = '1.3.2';

/** Numbers that look random and come again with the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('two agents that share a tools directory', function () {
  this.timeout(1_200_000);

  const seed = Number(process.env['SHARING_SEED'] ?? randomInt(2 ** 31));
  const random = numbers(seed);
  let releaseHost: ReleaseHost;
  let cache: string;
  let agents: [Job, Job];
  /** Files that were written, and not just moved, under the name of an archive. */
  const written = new Set<string>();

  before(async function () {
    requireTool(this, 'notation');
    const program = readFileSync(
      notationVersions().find((each) => each.version === real)?.path ?? '',
    );
    releaseHost = endedWith(
      this,
      await openReleaseHost({ versions: [made], programs: { [real]: program }, size: 750_000 }),
    );
    const tools = path.join(releaseHost.root, 'tools');
    cache = path.join(tools, 'notation-archives');
    mkdirSync(cache, { recursive: true });
    const variables = { 'Agent.ToolsDirectory': tools };
    agents = [releaseHost.job({ variables }), releaseHost.job({ variables })];
    const watcher = watch(cache, (event, name) => {
      if (event === 'change' && !name?.startsWith('.')) written.add(String(name));
    });
    endedWith(this, watcher);
    console.log(`SHARING_SEED=${seed}`);
  });

  /** The archive in the cache as a round finds it: there, not there, or half of it. */
  function prepare(version: string): void {
    const { file = '' } = releaseHost.releases[version] ?? {};
    const archive = path.join(cache, file);
    const choice = random();
    if (choice < 0.6) rmSync(archive, { force: true });
    if (choice >= 0.4 && choice < 0.6) {
      const half = path.join(releaseHost.root, 'half');
      writeFileSync(half, Buffer.alloc(100_000, '\u001f\u008b', 'latin1'));
      renameSync(half, archive);
    }
  }

  function assertWholeOrAbsent(): void {
    for (const { file, sha256 } of Object.values(releaseHost.releases)) {
      if (!readdirSync(cache).includes(file)) continue;
      const content = readFileSync(path.join(cache, file));
      assert.equal(createHash('sha256').update(content).digest('hex'), sha256, file);
    }
  }

  function start(job: Job, version: string): StepHandle {
    return job.start(releaseHost.task, { inputs: { command: 'install', version } });
  }

  async function assertInstalled(job: Job, { done }: StepHandle, version: string): Promise<void> {
    const step = await done;
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
    const { log, exitCode } = await job.startScript('notation version').done;
    const pattern = new RegExp(`^Version: +v?${version.replaceAll('.', '\\.')}`);
    assert(exitCode === 0 && log.some((line) => pattern.test(line)), log.join('\n'));
    rmSync(job.prependedPath[0] ?? '', { recursive: true }); // a hundred of them are much
  }

  it('N4 200 installs, many of them killed: no broken binary, and no one else fails', async () => {
    let killed = 0;
    let owed = false;
    for (let round = 0; round < 100; round += 1) {
      const version = round % 20 === 7 ? real : made;
      prepare(version);
      const isSlow = random() < 0.3;
      releaseHost.server.setFault(() =>
        isSlow ? { kind: 'slow', bytesPerSecond: 10e6 } : undefined,
      );
      const [first, second] = agents.map((job) => start(job, version)) as [StepHandle, StepHandle];
      // After a kill, the next install of that agent is left alone, and must succeed.
      const kills: boolean = !owed && random() < 0.6;
      owed = kills;
      if (kills) {
        let isOver = false; // its id may be that of another process then
        void second.done.then(() => (isOver = true));
        await sleep(random() * 250);
        const { pid } = second;
        if (pid !== undefined && !isOver) {
          try {
            process.kill(pid, 'SIGKILL');
          } catch {
            // it has ended by itself
          }
        }
        const { result, signal } = await second.done;
        if (signal === 'SIGKILL') killed += 1;
        assert.equal(result, signal === 'SIGKILL' ? 'Failed' : 'Succeeded');
      } else {
        await assertInstalled(agents[1], second, version);
      }
      await assertInstalled(agents[0], first, version);
      assertWholeOrAbsent();
    }
    console.log(`      ${killed} of 200 installs were killed`);
    assert(killed > 10, `only ${killed} were killed`);
  });

  it('N4 no archive was ever written under its final name', function () {
    if (process.platform !== 'linux') this.skip(); // elsewhere a move looks like a change
    assert.deepEqual([...written], []);
  });
});
