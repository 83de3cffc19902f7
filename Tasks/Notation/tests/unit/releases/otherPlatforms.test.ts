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
      () => findRelease('notation', '1.3.2', currentPlatform('win32', 'arm64'), undefined),
      (error: { code: string; values: string[] }) => {
        assert.equal(error.code, 'PlatformUnsupported');
        assert.match(error.values[1] ?? '', /linux-amd64.*windows-amd64/);
        return true;
      },
    );
  });
});
