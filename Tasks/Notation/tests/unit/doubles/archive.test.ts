import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import * as yauzl from 'yauzl';
import {
  catalogue,
  checksum,
  publishRelease,
  releaseArchive,
  type ReleaseServer,
  startReleaseServer,
} from '../../doubles/releases';

describe('release archives', () => {
  const program = Buffer.from('#!/bin/sh\necho program\n');
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'archive-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('makes a .tar.gz that tar reads, with a program that runs', async () => {
    const file = path.join(folder, 'a.tar.gz');
    writeFileSync(file, await releaseArchive('tar.gz', 'notation', program));
    assert.equal(execFileSync('tar', ['-tzf', file]).toString(), 'notation\nLICENSE\n');
    execFileSync('tar', ['-xzf', file, '-C', folder]);
    assert.equal(execFileSync(path.join(folder, 'notation')).toString(), 'program\n');
  });

  it('makes a .zip with the program as an executable file', async () => {
    const zip = await yauzl.fromBufferPromise(
      await releaseArchive('zip', 'notation.exe', program),
      { lazyEntries: true },
    );
    const names: string[] = [];
    for await (const entry of zip.eachEntry()) {
      names.push(entry.fileName);
      if (entry.fileName === 'notation.exe') {
        assert.equal(entry.externalFileAttributes >>> 16, 0o100755);
        assert.deepEqual(await buffer(await zip.openReadStreamPromise(entry)), program);
      }
    }
    assert.deepEqual(names, ['notation.exe', 'LICENSE']);
  });
});

describe('published releases', () => {
  let server: ReleaseServer;

  before(async () => {
    server = await startReleaseServer();
  });

  after(() => server.stop());

  it('stand in the catalogue where the server has them, with their sum', async () => {
    const release = await publishRelease(server, {
      tool: 'notation-azure-kv',
      version: '1.2.1',
      platform: 'windows-amd64',
      program: 'program',
    });
    const { base, versions } = catalogue(server.url, [release])['notation-azure-kv'];
    const entry = versions['1.2.1']?.['windows-amd64'];
    assert.equal(entry?.file, 'notation-azure-kv_1.2.1_windows_amd64.zip');
    const response = await fetch(`${base}/v1.2.1/${entry.file}`);
    assert.equal(response.status, 200);
    assert.equal(checksum(Buffer.from(await response.arrayBuffer())), entry.sha256);
  });
});
