import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { checksum } from '../../doubles/releases';
import { endedWith } from '../../fixtures/suite';
import { type ReleaseHost, logOf, openReleaseHost } from '../../fixtures/network/releaseHost';

describe('what another put in the place of an archive in the tools directory', function () {
  if (process.platform === 'win32') return; // it knows no FIFO, and links only to administrators

  let releaseHost: ReleaseHost;

  before(async function () {
    releaseHost = endedWith(this, await openReleaseHost());
  });

  const planted: [title: string, put: (file: string) => void][] = [
    ['a FIFO', (file) => void execFileSync('mkfifo', [file])],
    ['a link to a device', (file) => symlinkSync('/dev/zero', file)],
    ['a link to the archive itself', (file) => symlinkSync(`${file}.moved`, file)],
    [
      'a file of a terabyte',
      (file) => {
        writeFileSync(file, '');
        truncateSync(file, 2 ** 40);
      },
    ],
  ];
  for (const [title, put] of planted) {
    it(`H5 holds up no step, and is replaced: ${title}`, async () => {
      const job = releaseHost.job();
      const cache = path.join(job.tools, 'notation-archives');
      const { file = '', sha256 = '' } = releaseHost.releases['1.3.2'] ?? {};
      await releaseHost.install(
        releaseHost.job({ variables: { 'Agent.ToolsDirectory': job.tools } }),
      );
      renameSync(path.join(cache, file), path.join(cache, `${file}.moved`));
      put(path.join(cache, file));
      const before = releaseHost.server.requests.length;
      const step = await releaseHost.install(job, {}, { timeout: 120_000 });
      assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
      assert.equal(releaseHost.server.requests.length, before + 1);
      assert(lstatSync(path.join(cache, file)).isFile());
      assert.equal(checksum(readFileSync(path.join(cache, file))), sha256);
    });
  }

  it('S8 neither deletes nor overwrites in the folder that a planted link leads to', async () => {
    const job = releaseHost.job();
    const { file = '' } = releaseHost.releases['1.3.2'] ?? {};
    const home = path.join(job.home, 'x');
    mkdirSync(home);
    for (const name of [file, '.incoming-old']) {
      writeFileSync(path.join(home, name), 'mine');
      utimesSync(path.join(home, name), 1, 1);
    }
    const cache = path.join(job.tools, 'notation-archives');
    symlinkSync(home, cache);
    const step = await releaseHost.install(job);
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
    assert(
      logOf(step).includes(`${cache} is a link or is not a folder, so it is not used`),
      logOf(step),
    );
    assert.deepEqual(readdirSync(home).sort(), ['.incoming-old', file]);
    for (const name of readdirSync(home)) {
      assert.equal(readFileSync(path.join(home, name), 'utf8'), 'mine');
    }
    assert(lstatSync(cache).isSymbolicLink());
  });

  it('S8 uses the cache below a tools directory that is a link', async () => {
    const job = releaseHost.job();
    const linked = path.join(job.root, 'linked-tools');
    symlinkSync(job.tools, linked);
    const variables = { 'Agent.ToolsDirectory': linked };
    await releaseHost.install(releaseHost.job({ variables }));
    const before = releaseHost.server.requests.length;
    const step = await releaseHost.install(releaseHost.job({ variables }));
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
    assert.equal(releaseHost.server.requests.length, before);
  });

  it('S8 only reads in a cache that belongs to another user', async function () {
    if (process.getuid?.() !== 0) this.skip(); // only root can give a folder away
    const job = releaseHost.job();
    const cache = path.join(job.tools, 'notation-archives');
    const { file = '' } = releaseHost.releases['1.3.2'] ?? {};
    mkdirSync(cache);
    for (const name of [file, '.incoming-old']) {
      writeFileSync(path.join(cache, name), 'theirs');
      utimesSync(path.join(cache, name), 1, 1);
    }
    chownSync(cache, 12345, 12345);
    const step = await releaseHost.install(job);
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
    assert.deepEqual(readdirSync(cache).sort(), ['.incoming-old', file]);
    assert.equal(readFileSync(path.join(cache, file), 'utf8'), 'theirs');
  });

  it('N4 an old folder that is named like half an archive does not end the cache', async () => {
    const job = releaseHost.job();
    const cache = path.join(job.tools, 'notation-archives');
    const folder = path.join(cache, '.incoming-x');
    mkdirSync(folder, { recursive: true });
    utimesSync(folder, 1, 1);
    const step = await releaseHost.install(job);
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
    const { file = '' } = releaseHost.releases['1.3.2'] ?? {};
    assert.deepEqual(readdirSync(cache).sort(), ['.incoming-x', file]);
  });
});
