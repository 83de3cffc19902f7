import { captured } from '../agentLibrary';
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sinon from 'sinon';
import { findProgram } from '../../../src/agent/program';
import { currentPlatform } from '../../../src/releases/platform';
import { findRelease } from '../../../src/releases/catalogue';
import { unpackProgram } from '../../../src/releases/unpack';
import { releaseArchive } from '../../doubles/releases';
import { onPlatform } from '../platform';

type Row = [system: NodeJS.Platform, processor: string, file: string, program: string];

/** From the platform to the program on PATH, by the catalogue that the package holds. */
const rows: Row[] = [
  ['win32', 'x64', 'notation_1.3.2_windows_amd64.zip', 'notation.exe'],
  ['darwin', 'x64', 'notation_1.3.2_darwin_amd64.tar.gz', 'notation'],
  ['darwin', 'arm64', 'notation_1.3.2_darwin_arm64.tar.gz', 'notation'],
  ['linux', 'arm64', 'notation_1.3.2_linux_arm64.tar.gz', 'notation'],
  ['linux', 'arm', 'notation_1.3.2_linux_armv7.tar.gz', 'notation'],
];

describe('install on a platform other than this one', () => {
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'platform-'));
  });
  afterEach(() => {
    sinon.restore();
    fs.rmSync(folder, { recursive: true });
  });

  for (const [system, processor, file, program] of rows) {
    it(`N8 takes ${program} out of the ${system} ${processor} release and finds it`, async () => {
      const platform = currentPlatform(system, processor);
      const release = findRelease('notation', '1.3.2', platform, undefined);
      assert.equal(release.file, file);
      const name = `notation${platform.executableSuffix}`;
      assert.equal(name, program);
      const kind = file.endsWith('.zip') ? 'zip' : 'tar.gz';
      const archive = path.join(folder, file);
      fs.writeFileSync(archive, await releaseArchive(kind, program, 'a program'));
      const bin = path.join(folder, 'bin');
      fs.mkdirSync(bin);
      const unpacked = await unpackProgram(archive, name, bin);
      assert.equal(fs.readFileSync(unpacked, 'utf8'), 'a program');
      // In lower case, because this file system may tell cases apart and that of Windows does not.
      sinon
        .stub(process, 'env')
        .value({ PATH: bin, PATHEXT: ['.com', '.exe', '.bat'].join(path.delimiter) });
      let found: string | undefined;
      captured(() => (found = onPlatform(system, () => findProgram('notation'))));
      assert.equal(found, unpacked);
    });
  }

  it('N8 says what notation is released for, where this is not among it', () => {
    assert.throws(
      () => findRelease('notation', '1.3.2', currentPlatform('freebsd', 'x64'), undefined),
      (error: { code: string; values: string[] }) => {
        assert.equal(error.code, 'PlatformUnsupported');
        assert.match(error.values[1] ?? '', /linux-amd64.*windows-amd64/);
        return true;
      },
    );
  });

  it('W7 takes the archive for x64 on Windows on Arm, where there is none of its own', () => {
    const fileOf = (tool: 'notation' | 'notation-azure-artifactsigning', version: string) =>
      findRelease(tool, version, currentPlatform('win32', 'arm64'), undefined).file;
    assert.equal(fileOf('notation', '1.3.2'), 'notation_1.3.2_windows_amd64.zip');
    assert.equal(
      fileOf('notation-azure-artifactsigning', '1.0.0'),
      'notation-azure-artifactsigning_1.0.0_windows_arm64.zip',
    );
  });

  it('W7 finds no program but an .exe on Windows', () => {
    const bin = path.join(folder, 'bin');
    fs.mkdirSync(bin);
    for (const name of ['notation.cmd', 'notation.bat', 'notation']) {
      fs.writeFileSync(path.join(bin, name), '', { mode: 0o755 });
    }
    const PATHEXT = ['.com', '.exe', '.bat', '.cmd'].join(path.delimiter);
    sinon.stub(process, 'env').value({ PATH: bin, PATHEXT });
    let found: string | undefined = 'not asked';
    captured(() => (found = onPlatform('win32', () => findProgram('notation'))));
    assert.equal(found, undefined);
  });
});
