import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Job } from '../../../../../emulator/job';
import { catalogue, checksum, releaseArchive } from '../../doubles/releases';
import { taskWith } from '../../fixtures/packagedTask';
import {
  type ReleaseHost,
  codes,
  fakeNotation,
  logOf,
  openReleaseHost,
} from '../../fixtures/network/releaseHost';

describe('the platform of the agent', () => {
  let releaseHost: ReleaseHost;

  beforeEach(async () => {
    releaseHost = await openReleaseHost();
  });

  afterEach(() => releaseHost.close());

  it('N8 one that a release does not support: says so, and what it supports', async () => {
    const releases = Object.values(releaseHost.releases).flatMap((release) =>
      ['windows-amd64', 'plan9-amd64'].map((platform) => ({ ...release, platform })),
    );
    const task = taskWith(
      path.join(releaseHost.root, 'elsewhere'),
      catalogue(releaseHost.server.url, releases),
    );
    const step = await releaseHost
      .job()
      .run(task, { inputs: { command: 'install', version: '1.3.2' } });
    assert.deepEqual([step.result, codes(step)], ['Failed', ['PlatformUnsupported']], logOf(step));
    const message = step.issues[0]?.message ?? '';
    assert.match(message, /no release for this agent \(notation 1\.3\.2 \w+-\w+\)/);
    assert.match(message, /Supported: windows-amd64, plan9-amd64\./);
    assert.equal(releaseHost.server.requests.length, 0);
  });

  it('N8 one of which no release is known: an address of the user’s own is installed', async () => {
    const task = taskWith(
      path.join(releaseHost.root, 'elsewhere'),
      catalogue(releaseHost.server.url, []),
    );
    const { url = '', sha256 = '' } = releaseHost.releases['1.3.2'] ?? {};
    const inputs = { command: 'install', isCustomVersion: 'true', url, checksum: sha256 };
    const step = await releaseHost.job().run(task, { inputs });
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
  });

  /** An agent whose processor is one that no release is for; Node.js runs on it. */
  function elsewhere(): Job {
    const change = path.join(releaseHost.root, 's390x.cjs');
    writeFileSync(change, "Object.defineProperty(process, 'arch', { value: 's390x' });");
    return releaseHost.job({ environment: { NODE_OPTIONS: `--require ${change}` } });
  }

  it('N8 a processor that no release is for: says so, and what there is', async () => {
    const step = await releaseHost.install(elsewhere());
    assert.deepEqual([step.result, codes(step)], ['Failed', ['PlatformUnsupported']], logOf(step));
    const message = step.issues[0]?.message ?? '';
    assert.match(message, /\(notation 1\.3\.2 linux-s390x\).*isCustomVersion, url and checksum/);
    assert.equal(releaseHost.server.requests.length, 0);
  });

  it('N8 a processor that no release is for: a build of the user’s own is installed', async () => {
    const { url = '', sha256 = '' } = releaseHost.releases['1.3.2'] ?? {};
    const step = await releaseHost.install(elsewhere(), {
      isCustomVersion: 'true',
      url,
      checksum: sha256,
    });
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
  });

  for (const kind of ['tar.gz', 'zip'] as const) {
    it(`N8 a ${kind} is unpacked without a tar or unzip on the PATH`, async () => {
      const bin = path.join(releaseHost.root, 'bin');
      mkdirSync(bin);
      symlinkSync(process.execPath, path.join(bin, 'node'));
      const bytes = await releaseArchive(kind, 'notation', fakeNotation('1.3.2'));
      const url = releaseHost.server.add('own/build', '1.3.2', `notation.${kind}`, bytes);
      const job = releaseHost.job({ environment: { PATH: bin } });
      const inputs = { isCustomVersion: 'true', url, checksum: checksum(bytes) };
      const step = await releaseHost.install(job, inputs);
      assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
      const program = path.join(job.prependedPath[0] ?? '', 'notation');
      assert.match(readFileSync(program, 'utf8'), /^#!\/bin\/sh\n[^]*Version: 1\.3\.2"\n$/);
    });
  }
});
