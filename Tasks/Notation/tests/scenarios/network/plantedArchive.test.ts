import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
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
import { type Depot, logOf, openDepot } from '../../fixtures/network/depot';

describe('what another put in the place of an archive in the tools directory', function () {
  if (process.platform === 'win32') return; // it knows no FIFO, and links only to administrators

  let depot: Depot;

  before(async function () {
    depot = endedWith(this, await openDepot());
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
      const job = depot.job();
      const cache = path.join(job.tools, 'notation-archives');
      const { file = '', sha256 = '' } = depot.releases['1.3.2'] ?? {};
      await depot.install(depot.job({ variables: { 'Agent.ToolsDirectory': job.tools } }));
      renameSync(path.join(cache, file), path.join(cache, `${file}.moved`));
      put(path.join(cache, file));
      const before = depot.server.requests.length;
      const step = await depot.install(job, {}, { timeout: 20_000 });
      assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
      assert.equal(depot.server.requests.length, before + 1);
      assert(lstatSync(path.join(cache, file)).isFile());
      assert.equal(checksum(readFileSync(path.join(cache, file))), sha256);
    });
  }

  it('N4 an old folder that is named like half an archive does not end the cache', async () => {
    const job = depot.job();
    const cache = path.join(job.tools, 'notation-archives');
    const folder = path.join(cache, '.incoming-x');
    mkdirSync(folder, { recursive: true });
    utimesSync(folder, 1, 1);
    const step = await depot.install(job);
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
    const { file = '' } = depot.releases['1.3.2'] ?? {};
    assert.deepEqual(readdirSync(cache).sort(), ['.incoming-x', file]);
  });
});
