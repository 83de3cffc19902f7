import '../agentLibrary';
import assert from 'node:assert/strict';
import { currentPlatform } from '../../../src/releases/platform';
import { findRelease } from '../../../src/releases/catalogue';

describe('currentPlatform', () => {
  const known: [NodeJS.Platform, processor: string, name: string, executableSuffix: string][] = [
    ['linux', 'x64', 'linux-amd64', ''],
    ['linux', 'arm64', 'linux-arm64', ''],
    ['linux', 'arm', 'linux-armv7', ''],
    ['darwin', 'x64', 'darwin-amd64', ''],
    ['darwin', 'arm64', 'darwin-arm64', ''],
    ['win32', 'x64', 'windows-amd64', '.exe'],
    ['win32', 'arm64', 'windows-arm64', '.exe'],
  ];
  for (const [system, processor, name, executableSuffix] of known) {
    it(`N8 is ${name} on ${system} ${processor}`, () => {
      assert.deepEqual(currentPlatform(system, processor), { name, executableSuffix });
    });
  }

  for (const [system, processor, name] of [
    ['freebsd', 'x64', 'freebsd-amd64'],
    ['linux', 's390x', 'linux-s390x'],
    ['win32', 'ia32', 'windows-ia32'],
  ] as const) {
    it(`N8 is ${name} on ${system} ${processor}, which no release is for`, () => {
      const platform = currentPlatform(system, processor);
      assert.deepEqual(platform.name, name);
      for (const tool of ['notation', 'notation-azure-kv'] as const) {
        assert.throws(
          () => findRelease(tool, 'latest', platform, undefined),
          (error: { code: string; values: string[] }) => {
            assert.equal(error.code, 'PlatformUnsupported');
            assert(error.values[0]?.endsWith(` ${name}`), error.values[0]);
            assert.match(error.values[1] ?? '', /linux-amd64/);
            return true;
          },
        );
      }
    });
  }

  it('is this very platform where none is named', () => {
    assert.deepEqual(currentPlatform(), currentPlatform(process.platform, process.arch));
  });
});
