import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { check, resolveConfig } from 'prettier';
import { TASK_SOURCE, root } from '../../../../../scripts/paths';
import { type PinnedTool, readCatalogue, toolOf } from '../../../../../scripts/releases/catalogue';
import { updateReleases } from '../../../../../scripts/releases/update';
import { type ReleaseServer, startReleaseServer } from '../../doubles/releases';
import { archivesOf, checksumsOf, smallCatalogue, sumOf } from './checksumsFile';

const source = path.join(TASK_SOURCE, 'data/releases.json');

/** The catalogue that each test starts from. */
const start = smallCatalogue();

describe('updateReleases', () => {
  let folder: string;
  let catalogue: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'releases-'));
    catalogue = path.join(folder, 'releases.json');
    file = path.join(folder, 'checksums.txt');
    writeFileSync(catalogue, start);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function update(tool: string, version: string, checksums: string): Promise<string[]> {
    writeFileSync(file, checksums);
    return updateReleases({ catalogue, tool, version, file });
  }

  function pinned(tool = 'notation'): PinnedTool['versions'] {
    return toolOf(readCatalogue(catalogue), tool).versions;
  }

  /** The checksums file of a version as it is pinned, less what a test takes away. */
  function known(version: string, without = 'nothing'): string {
    return Object.values(pinned()[version] ?? {})
      .filter((one) => !one.file.includes(without))
      .map((one) => `${one.sha256}  ${one.file}\n`)
      .join('');
  }

  async function assertRefused(run: () => Promise<unknown>, message: RegExp): Promise<void> {
    await assert.rejects(run, { message });
    assert.equal(readFileSync(catalogue, 'utf8'), start);
  }

  it('adds a release, each sum unconfirmed, in the order of its file', async () => {
    const files = archivesOf('notation', '9.9.9');
    const sbom = 'notation_9.9.9_linux_amd64.tar.gz.sbom.json';
    const before = pinned();
    const told = await update('notation', 'v9.9.9', checksumsOf(...files, sbom));
    const release = pinned()['9.9.9'] ?? {};
    assert.deepEqual(
      Object.values(release),
      files.map((name) => ({ file: name, sha256: sumOf(name), unconfirmed: true })),
    );
    assert.deepEqual(Object.keys(release).slice(-2), ['linux-armv7', 'windows-amd64']);
    assert.deepEqual(pinned(), { ...before, '9.9.9': release });
    assert(told.some((line) => line.includes('left out') && line.endsWith(sbom)));
    assert.equal(told.filter((line) => line.startsWith('added, unconfirmed: ')).length, 6);
    assert.match(told.join('\n'), /Compare each sum .*\n.*maintaining-releases\.md/);
  });

  for (const [version, before, after] of [
    ['9.9.9', undefined, '1.3.2'],
    ['1.2.1', '1.3.0', '1.2.0'],
    ['1.1.2', '1.2.0', '1.1.1'],
    ['1.3.0-rc.1', '1.3.0', '1.2.0'],
    ['0.9.0', '1.0.0', undefined],
  ] as const) {
    it(`keeps the newest first: ${version}`, async () => {
      await update('notation', version, checksumsOf(...archivesOf('notation', version)));
      const versions = Object.keys(pinned());
      const at = versions.indexOf(version);
      assert.deepEqual([versions[at - 1], versions[at + 1]], [before, after]);
    });
  }

  it('changes nothing else, and leaves the file as prettier wants it', async () => {
    await update(
      'notation-azure-kv',
      '1.2.2',
      checksumsOf(...archivesOf('notation-azure-kv', '1.2.2')),
    );
    const text = readFileSync(catalogue, 'utf8');
    const options = await resolveConfig(source);
    assert(await check(text, { ...options, filepath: catalogue }));
    const added = text.indexOf('      "1.2.2": {');
    const end = text.indexOf('      "1.2.1": {', added);
    assert.equal(text.slice(0, added) + text.slice(end), start);
  });

  it('starts from a file that looks like the task’s own', async () => {
    const text = readFileSync(source, 'utf8');
    assert.equal(text, `${JSON.stringify(JSON.parse(text), null, 2)}\n`);
    const options = await resolveConfig(source);
    for (const one of [text, start]) assert(await check(one, { ...options, filepath: source }));
  });

  it('has nothing to do where the same sums are pinned, confirmed or not', async () => {
    const told = await update('notation', '1.3.2', known('1.3.2'));
    assert.match(told.join('\n'), /^notation 1\.3\.2 is pinned already.* nothing to do\.$/);
    assert.equal(readFileSync(catalogue, 'utf8'), start);
  });

  it('adds a platform to a version that is there, and touches no other sum', async () => {
    const before = pinned()['1.2.0'];
    const arm = 'notation_1.2.0_linux_arm64.tar.gz';
    const told = await update('notation', '1.2.0', known('1.2.0') + checksumsOf(arm));
    assert.equal(told.filter((line) => line.startsWith('added')).length, 1);
    const added = { file: arm, sha256: sumOf(arm), unconfirmed: true };
    assert.deepEqual(pinned()['1.2.0'], { ...before, 'linux-arm64': added });
  });

  it('refuses other sums of a version that is there', async () => {
    const sum = Object.values(pinned()['1.3.2'] ?? {})[0]?.sha256 ?? '';
    const changed = known('1.3.2').replace(sum, sumOf('changed'));
    await assertRefused(
      () => update('notation', '1.3.2', changed),
      /linux-amd64 is pinned as .*find out/,
    );
  });

  it('refuses a version that is there and has lost an archive', () =>
    assertRefused(
      () => update('notation', '1.3.2', known('1.3.2', 'windows')),
      /windows-amd64 .* nothing\./,
    ));

  const files = checksumsOf(...archivesOf('notation', '9.9.9'));
  for (const [title, tool, version, text, message] of [
    ['a tool that is not there', 'oras', '9.9.9', files, /no tool 'oras'.*notation-azure-kv/],
    ['the comment of the catalogue', '//', '9.9.9', files, /no tool '\/\/'/],
    ['what every object has', 'constructor', '9.9.9', files, /no tool 'constructor'/],
    ['half a version', 'notation', '9.9', files, /'9\.9' is no version/],
    ['latest', 'notation', 'latest', files, /'latest' is no version/],
    ['a version that climbs', 'notation', '../9.9.9', files, /is no version/],
    ['the checksums of another version', 'notation', '9.9.8', files, /not of notation 9\.9\.8/],
    ['a file that it does not understand', 'notation', '9.9.9', `${files}more\n`, /Line 7 /],
    ['an empty file', 'notation', '9.9.9', '', /is empty/],
  ] as const) {
    it(`refuses ${title}, and changes nothing`, () =>
      assertRefused(() => update(tool, version, text), message));
  }

  it('refuses a file that is not there', () =>
    assertRefused(
      () => updateReleases({ catalogue, tool: 'notation', version: '9.9.9', file }),
      /checksums\.txt/,
    ));

  describe('from the release host', () => {
    let server: ReleaseServer;

    beforeEach(async () => {
      server = await startReleaseServer();
      writeFileSync(catalogue, start.replaceAll('https://github.com', server.url));
    });

    afterEach(() => server.stop());

    it('reads the checksums that the release was published with', async () => {
      const name = 'notation_9.9.9_checksums.txt';
      server.add('notaryproject/notation', '9.9.9', name, Buffer.from(files));
      await updateReleases({ catalogue, tool: 'notation', version: '9.9.9' });
      assert.deepEqual(
        server.requests.map(({ url }) => url),
        [`/notaryproject/notation/releases/download/v9.9.9/${name}`],
      );
      assert.equal(Object.keys(pinned())[0], '9.9.9');
    });

    it('names the address where there is no such release, or nobody answers', async () => {
      const run = (): Promise<unknown> =>
        updateReleases({ catalogue, tool: 'notation', version: '9.9.9' });
      const message =
        /http:.*\/v9\.9\.9\/notation_9\.9\.9_checksums\.txt could not be downloaded: HTTP status 404/;
      await assert.rejects(run, { message });
      await server.stop();
      await assert.rejects(run, {
        message: /checksums\.txt could not be downloaded: .*ECONNREFUSED/,
      });
      server = await startReleaseServer();
    });
  });
});

describe('npm run update-releases', () => {
  function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    const script = path.join(root, 'scripts/update-releases.ts');
    return spawnSync(process.execPath, ['--require', 'tsx/cjs', script, ...args], {
      cwd: root,
      encoding: 'utf8',
    });
  }

  it('says how it is called', () => {
    for (const args of [[], ['notation'], ['notation', '1.3.2', 'more'], ['--unknown']]) {
      const { status, stdout, stderr } = run(...args);
      assert.deepEqual([status, stdout], [1, '']);
      assert.match(stderr, /<tool> <version>|Unknown option/);
    }
  });

  it('ends in one line and a failure where it refuses', () => {
    const { status, stderr } = run('oras', '1.3.2', '--file', __filename);
    assert.deepEqual([status, stderr.trim().split('\n').length], [1, 1]);
    assert.match(stderr, /no tool 'oras'/);
  });
});
