import { capturedDuring, library } from '../agentLibrary';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { needLinks } from '../../fixtures/links';
import sinon from 'sinon';
import { CACHE, getVerifiedArchive } from '../../../src/releases/archiveCache';
import type { Archive } from '../../../src/releases/download';
import { type ReleaseServer, checksum, startReleaseServer } from '../../doubles/releases';

const content = Buffer.from('an archive');

describe('obtain', () => {
  let server: ReleaseServer;
  let folder: string;
  let cache: string;
  let archive: Archive;

  beforeEach(async () => {
    server = await startReleaseServer();
    const url = server.add('owner/repo', '1.2.3', 'a.tar.gz', content);
    archive = { url, file: 'a.tar.gz', checksum: checksum(content) };
    folder = fs.mkdtempSync(path.join(tmpdir(), 'cache-'));
    cache = path.join(folder, 'tools', CACHE);
    given(path.dirname(cache));
  });
  afterEach(async () => {
    sinon.restore();
    await server.stop();
    fs.rmSync(folder, { recursive: true });
  });

  function given(tools: string | undefined): void {
    sinon.restore();
    sinon.stub(library, 'getVariable').callsFake((name) => {
      return name === 'Agent.ToolsDirectory' ? tools : undefined;
    });
  }

  /** Obtains the archive into a directory of its own. */
  async function obtained(): Promise<string> {
    const directory = fs.mkdtempSync(path.join(folder, 'step-'));
    let file = '';
    await capturedDuring(async () => (file = await getVerifiedArchive(archive, directory)));
    assert.equal(path.dirname(file), directory);
    assert.deepEqual(fs.readFileSync(file), content);
    return file;
  }

  function fill(bytes: string | Buffer): string {
    const file = path.join(cache, archive.file);
    fs.mkdirSync(cache, { recursive: true });
    fs.writeFileSync(file, bytes);
    return file;
  }

  it('N1 downloads once, and takes it from the cache the next time', async () => {
    await obtained();
    assert.deepEqual(fs.readdirSync(cache), [archive.file]);
    await obtained();
    assert.equal(server.requests.length, 1);
  });

  it('N5 takes what was put there beforehand, without any network', async () => {
    fill(content);
    await obtained();
    assert.equal(server.requests.length, 0);
  });

  for (const [title, bytes] of [
    ['tampered with', Buffer.from('an archivE')],
    ['half written', content.subarray(0, 5)],
    ['empty', ''],
  ] as const) {
    it(`H5 downloads again what is ${title}, and replaces it`, async () => {
      const file = fill(bytes);
      await obtained();
      assert.equal(server.requests.length, 1);
      assert.deepEqual(fs.readFileSync(file), content);
    });
  }

  const strangers: [title: string, put: (file: string) => void][] = [
    ['a FIFO', (file) => void execFileSync('mkfifo', [file])],
    [
      'a link',
      (file) => {
        fs.writeFileSync(path.join(folder, 'elsewhere'), content);
        fs.symlinkSync(path.join(folder, 'elsewhere'), file);
      },
    ],
    ['a link to a device', (file) => fs.symlinkSync('/dev/zero', file)],
    ['a link in a circle', (file) => fs.symlinkSync(archive.file, file)],
    ['a file of a terabyte', () => fs.truncateSync(fill(''), 2 ** 40)],
  ];
  for (const [title, put] of strangers) {
    it(`H5 downloads again where ${title} has the name of an archive, and replaces it`, async function () {
      if (process.platform === 'win32') this.skip();
      fs.mkdirSync(cache, { recursive: true });
      const file = path.join(cache, archive.file);
      put(file);
      await obtained();
      assert.equal(server.requests.length, 1);
      assert(fs.lstatSync(file).isFile());
      assert.deepEqual(fs.readFileSync(file), content);
    });
  }

  it('H5 downloads again where a folder has the name of an archive', async () => {
    fs.mkdirSync(path.join(cache, archive.file), { recursive: true });
    await obtained();
    assert.equal(server.requests.length, 1);
    assert.deepEqual(fs.readdirSync(cache), [archive.file]);
  });

  it('H5 gives a copy that a later change of the cache does not reach', async () => {
    const cached = fill(content);
    const file = await obtained();
    fs.writeFileSync(cached, 'changed');
    assert.deepEqual(fs.readFileSync(file), content);
  });

  it('N3 lets nothing enter the cache whose checksum does not match', async () => {
    archive = { ...archive, checksum: '0'.repeat(64) };
    await assert.rejects(obtained(), { code: 'ChecksumMismatch' });
    assert(!fs.existsSync(cache));
  });

  it('works without a tools directory, and with one that cannot be written', async () => {
    given(undefined);
    await obtained();
    fs.writeFileSync(path.join(folder, 'file'), '');
    given(path.join(folder, 'file'));
    await obtained();
    assert.equal(server.requests.length, 2);
  });

  it('N4 removes what a killed agent left half written, when it is old', async () => {
    fill('old');
    const [stale, recent] = ['.incoming-1', '.incoming-2'].map((name) => path.join(cache, name));
    assert(stale !== undefined && recent !== undefined);
    for (const file of [stale, recent]) fs.writeFileSync(file, 'half');
    const before = Date.now() / 1000 - 2 * 60 * 60;
    fs.utimesSync(stale, before, before);
    await obtained();
    assert.deepEqual(fs.readdirSync(cache).sort(), ['.incoming-2', archive.file]);
  });

  it('N4 goes on caching beside an old folder that is named like half a file', async function () {
    needLinks(this);
    const names = ['.incoming-0', '.incoming-1', '.incoming-2'];
    const [folder, stale, lost] = names.map((name) => path.join(cache, name));
    assert(folder !== undefined && stale !== undefined && lost !== undefined);
    fs.mkdirSync(folder, { recursive: true });
    fs.symlinkSync('nowhere', lost);
    fs.writeFileSync(stale, 'half');
    const before = Date.now() / 1000 - 2 * 60 * 60;
    for (const old of [folder, stale]) fs.utimesSync(old, before, before);
    await obtained();
    assert.deepEqual(fs.readdirSync(cache).sort(), ['.incoming-0', '.incoming-2', archive.file]);
  });

  /** A folder of this user with what a step could delete or overwrite. */
  function fillHome(): string {
    const home = path.join(folder, 'home');
    fs.mkdirSync(home);
    for (const name of [archive.file, '.incoming-old']) {
      fs.writeFileSync(path.join(home, name), 'mine');
      fs.utimesSync(path.join(home, name), 1, 1);
    }
    return home;
  }

  function assertUntouched(home: string): void {
    assert.deepEqual(fs.readdirSync(home).sort(), ['.incoming-old', archive.file].sort());
    for (const name of fs.readdirSync(home)) {
      assert.equal(fs.readFileSync(path.join(home, name), 'utf8'), 'mine');
    }
  }

  it('S8 neither writes nor deletes through a link in the place of the cache, and says so', async function () {
    needLinks(this);
    const home = fillHome();
    fs.mkdirSync(path.dirname(cache));
    fs.symlinkSync(home, cache, 'junction');
    const output = await capturedDuring(() => getVerifiedArchive(archive, folder));
    assertUntouched(home);
    assert(output.includes(`${cache} is a link or is not a folder, so it is not used`), output);
  });

  it('S8 reads nothing through a link in the place of the cache', async function () {
    needLinks(this);
    fill(content);
    fs.renameSync(cache, path.join(folder, 'elsewhere'));
    fs.symlinkSync(path.join(folder, 'elsewhere'), cache, 'junction');
    await obtained();
    assert.equal(server.requests.length, 1);
  });

  it('S8 uses a cache below a tools directory that is a link', async function () {
    needLinks(this);
    const real = path.join(folder, 'real');
    fs.mkdirSync(real);
    fs.symlinkSync(real, path.dirname(cache), 'junction');
    await obtained();
    await obtained();
    assert.equal(server.requests.length, 1);
    assert.deepEqual(fs.readdirSync(path.join(real, CACHE)), [archive.file]);
  });

  describe('in a folder that belongs to another user', () => {
    beforeEach(function () {
      if (process.platform === 'win32') this.skip();
    });

    /** This process takes itself for another user than the one that made the folders. */
    function beAnother(): void {
      sinon.stub(process, 'geteuid').returns((process.geteuid?.() ?? 0) + 1);
    }

    it('S8 writes and deletes nothing', async () => {
      fs.mkdirSync(path.dirname(cache));
      fs.renameSync(fillHome(), cache);
      beAnother();
      await obtained();
      assertUntouched(cache);
    });

    it('S8 takes an archive whose checksum matches', async () => {
      fill(content);
      beAnother();
      await obtained();
      assert.equal(server.requests.length, 0);
    });
  });

  it('S8 removes an old link that is named like half a file, and not what it leads to', async function () {
    needLinks(this);
    const target = path.join(folder, 'mine');
    fs.writeFileSync(target, 'mine');
    const link = path.join(cache, '.incoming-x');
    fs.mkdirSync(cache, { recursive: true });
    fs.symlinkSync(target, link);
    fs.lutimesSync(link, 1, 1);
    await obtained();
    assert.deepEqual(fs.readdirSync(cache), [archive.file]);
    assert.equal(fs.readFileSync(target, 'utf8'), 'mine');
  });

  it('tells of a pinned checksum that no other record has confirmed, cached or not', async () => {
    archive = { ...archive, isUnconfirmed: true };
    for (const directory of ['a', 'b']) {
      fs.mkdirSync(path.join(folder, directory));
      const output = await capturedDuring(() =>
        getVerifiedArchive(archive, path.join(folder, directory)),
      );
      assert(output.includes('The publisher of a.tar.gz states its pinned checksum'), output);
    }
  });

  it('N4 serves many at once', async () => {
    await capturedDuring(() =>
      Promise.all(
        Array.from({ length: 8 }, async () => {
          const file = await getVerifiedArchive(
            archive,
            fs.mkdtempSync(path.join(folder, 'step-')),
          );
          assert.deepEqual(fs.readFileSync(file), content);
        }),
      ),
    );
    assert.deepEqual(fs.readdirSync(cache), [archive.file]);
  });
});
