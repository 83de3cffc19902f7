import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { StepRun } from '../../../../../emulator/run';
import type { Job } from '../../../../../emulator/job';
import { holdFiles } from '../stage/holder';
import { filesBelow, leftDirectories } from '../stage/inspect';
import type { Scene } from '../stage/scene';
import { type Stage, failedWith, logOf, succeeded } from '../stage/stage';

const program = process.platform === 'win32' ? 'notation.exe' : 'notation';

/** An install step that does not wait long for a byte. */
async function installSoon(stage: Stage, job: Job): Promise<StepRun> {
  const inputs = { command: 'install', version: stage.world.versions.at(-1) ?? '' };
  return stage.start(job, inputs, { task: 'task-short-timeout' }).done;
}

/** The variables of a step whose Node.js runs a script first. */
function preload(stage: Stage, script: string): Record<string, string> {
  const file = path.join(stage.root, 'preload.js');
  writeFileSync(file, script);
  return { NODE_OPTIONS: `--require "${file.replaceAll('\\', '/')}"` };
}

/** Windows renames no folder in which a program is held; Wine does. */
const refusedRenames = `
  const fs = require('fs');
  const refuse = (rename) => (from, ...rest) => {
    if (!fs.existsSync(from + '/${program}')) return rename(from, ...rest);
    throw Object.assign(new Error('operation not permitted, rename'), { code: 'EPERM' });
  };
  for (const [owner, name] of [[fs, 'renameSync'], [fs, 'rename'], [fs.promises, 'rename']]) {
    owner[name] = refuse(owner[name]);
  }`;

/** The folder that install put on PATH. */
function installed(job: Job): string {
  const [folder] = job.prependedPath;
  assert(folder !== undefined, 'nothing was put on PATH');
  return folder;
}

/** What install does with its archive. */
export const install: readonly Scene[] = [
  {
    name: 'install puts the program, and nothing else, on PATH',
    play: async (stage) => {
      const job = stage.job();
      const run = await stage.install(job);
      assert.deepEqual(readdirSync(installed(job)), [program]);
      assert(logOf(run).includes(path.join(installed(job), program)));
      assert.deepEqual(leftDirectories(job.temp), []);
    },
  },
  {
    name: 'a second install takes the archive from the cache',
    play: async (stage) => {
      const job = stage.job();
      await stage.install(job);
      await stage.install(job);
      assert.deepEqual(await stage.ask('downloads', {}), { count: 1 });
    },
  },
  {
    name: 'an archive in the cache that was changed is replaced',
    play: async (stage) => {
      const job = stage.job();
      await stage.install(job);
      const cache = path.join(job.tools, 'notation-archives');
      const [file = ''] = readdirSync(cache);
      writeFileSync(path.join(cache, file), 'PK changed');
      await stage.install(job);
      assert.deepEqual(await stage.ask('downloads', {}), { count: 2 });
      await stage.install(job);
      assert.deepEqual(await stage.ask('downloads', {}), { count: 2 });
    },
  },
  {
    name: 'an archive that is not the pinned one is refused',
    play: async (stage) => {
      const job = stage.job();
      const { url, sha256 } = stage.world.archive;
      const checksum = sha256.replace(/./g, (digit) => (digit === '0' ? '1' : '0'));
      const inputs = { command: 'install', isCustomVersion: 'true', url, checksum };
      failedWith(await stage.start(job, inputs).done, 'ChecksumMismatch');
      assert.deepEqual([job.prependedPath, leftDirectories(job.temp)], [[], []]);
      assert.deepEqual(filesBelow(job.tools), []);
    },
  },
  {
    name: 'an archive that ends too early is downloaded again',
    play: async (stage) => {
      const fault = { kind: 'truncate', after: 100_000, contentLength: 'wrong' } as const;
      await stage.ask('releaseFault', { fault, times: 1 });
      const job = stage.job();
      succeeded(await installSoon(stage, job));
      assert.deepEqual(await stage.ask('downloads', {}), { count: 2 });
      assert.deepEqual(leftDirectories(job.temp), []);
    },
  },
  {
    name: 'W6 an archive that stalls is downloaded again, and the step then ends',
    onEveryNode: true,
    play: async (stage) => {
      await stage.ask('releaseFault', { fault: { kind: 'stall', after: 100_000 }, times: 1 });
      const job = stage.job();
      const run = succeeded(await installSoon(stage, job));
      // The emulator would have given up a process that goes on.
      assert.equal(run.exitCode, 0);
      assert.deepEqual(leftDirectories(job.temp), []);
    },
  },
  {
    name: 'W6 a step that has told its result ends, whatever is open',
    onEveryNode: true,
    play: async (stage) => {
      const env = preload(stage, "require('net').createServer().listen(0, '127.0.0.1');");
      const step = stage.start(stage.job(), { command: '' }, { env, timeout: 20_000 });
      const run = failedWith(await step.done, 'InputMissing');
      assert.equal(run.exitCode, 0, logOf(run));
    },
  },
  {
    name: 'a release host that refuses each time fails the step',
    play: async (stage) => {
      await stage.ask('releaseFault', { fault: { kind: 'status', status: 404 }, times: 9 });
      const job = stage.job();
      failedWith(await installSoon(stage, job), 'DownloadFailed');
      assert.deepEqual([job.prependedPath, leftDirectories(job.temp)], [[], []]);
    },
  },
  {
    name: 'sign without an install step installs for itself alone',
    play: async (stage) => {
      const job = stage.job();
      const image = await stage.image();
      // What the catalogue names as the default version is among those that the world releases.
      succeeded(await stage.sign(job, image));
      assert.deepEqual([job.prependedPath, leftDirectories(job.temp)], [[], []]);
    },
  },
  {
    name: 'W5 install succeeds while the fresh program is held, as by a virus scanner',
    platform: 'win32',
    play: async (stage) => {
      const job = stage.job();
      const holder = await holdFiles(stage, job.temp, program);
      try {
        const inputs = { command: 'install', version: stage.world.versions.at(-1) ?? '' };
        succeeded(await stage.start(job, inputs, { env: preload(stage, refusedRenames) }).done);
        const image = await stage.image();
        succeeded(await stage.sign(job, image));
      } finally {
        holder.stop();
      }
    },
  },
  {
    name: 'W7 a notation.cmd that stands first on PATH is passed over',
    platform: 'win32',
    play: async (stage) => {
      const folder = path.join(stage.root, 'scripts');
      mkdirSync(folder);
      writeFileSync(path.join(folder, 'notation.cmd'), '@echo Version: 1.3.2\r\n');
      const job = stage.job();
      await stage.install(job);
      job.prependPath(folder);
      const image = await stage.image();
      succeeded(await stage.sign(job, image));
      succeeded(await stage.verify(job, image));
      assert(existsSync(path.join(folder, 'notation.cmd')));
    },
  },
];
