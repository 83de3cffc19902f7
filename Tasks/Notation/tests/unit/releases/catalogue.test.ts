import '../agentLibrary';
import assert from 'node:assert/strict';
import catalogue from '../../../data/releases.json';
import type { Platform } from '../../../src/releases/platform';
import { findRelease } from '../../../src/releases/catalogue';
import { DEFAULT_NOTATION_VERSION } from '../../../src/releases/defaultVersion';
import task from '../../../task.json';

const linux: Platform = { name: 'linux-amd64', executableSuffix: '' };
type Program = Exclude<keyof typeof catalogue, '//'>;
const tools = Object.keys(catalogue).filter((name) => name !== '//') as Program[];
const find = (wanted: string): string => findRelease('notation', wanted, linux, undefined).version;

describe('findRelease', () => {
  const versions: [wanted: string, version: string][] = [
    ['1.3.2', '1.3.2'],
    ['v1.3.1', '1.3.1'],
    ['V1.0.0', '1.0.0'],
    ['1.3', '1.3.2'],
    ['v1.0', '1.0.1'],
    ['1', '1.3.2'],
    ['latest', '1.3.2'],
    ['LATEST', '1.3.2'],
  ];
  for (const [wanted, version] of versions) {
    it(`I5 understands ${wanted} as ${version}`, () => {
      assert.equal(find(wanted), version);
    });
  }

  for (const wanted of [
    ...['9.9.9', '0.9.9', 'v1.3.99', '1.4', '2', '1.3.', '1.3.x', '1.x'],
    ...['~1.3', '^1.0.0', '*', 'newest', '', 'toString'],
  ]) {
    it(`I5 knows no '${wanted}', and lists what it knows`, () => {
      const known = Object.keys(catalogue.notation.versions).join(', ');
      const values = ['notation', wanted, known];
      assert.throws(() => find(wanted), { code: 'VersionUnknown', values });
    });
  }

  it('N8 says for which platforms a version is there', () => {
    const old: Platform = { name: 'linux-armv7', executableSuffix: '' };
    assert.throws(() => findRelease('notation', '1.0.0', old, undefined), {
      code: 'PlatformUnsupported',
      values: [
        'notation 1.0.0 linux-armv7',
        'linux-amd64, linux-arm64, darwin-amd64, darwin-arm64, windows-amd64',
      ],
    });
    assert.equal(findRelease('notation', '1.3.2', old, undefined).version, '1.3.2');
  });

  it('says of an archive that no other record confirmed its checksum', () => {
    const armv7 = { name: 'linux-armv7', executableSuffix: '' } as const;
    assert.equal(findRelease('notation', '1.3.2', armv7, undefined).isUnconfirmed, true);
    assert.equal(findRelease('notation', '1.3.2', linux, undefined).isUnconfirmed, undefined);
  });

  it('gives file, address and checksum of the archive', () => {
    assert.deepEqual(findRelease('notation', '1.3', linux, undefined), {
      version: '1.3.2',
      newest: '1.3.2',
      file: 'notation_1.3.2_linux_amd64.tar.gz',
      url: 'https://github.com/notaryproject/notation/releases/download/v1.3.2/notation_1.3.2_linux_amd64.tar.gz',
      checksum: 'e1a0f060308086bf8020b2d31defb7c5348f133ca0dba6a1a7820ef3cbb6dfe5',
    });
  });

  const rest = '/notaryproject/notation/releases/download/v1.3.2/notation_1.3.2_linux_amd64.tar.gz';
  const mirrors: [mirror: string, url: string][] = [
    ['https://mirror.example', `https://mirror.example${rest}`],
    ['https://mirror.example/', `https://mirror.example${rest}`],
    ['http://m:81/a/b//', `http://m:81/a/b${rest}`],
    ['https://me:pass@m/a?sig=b%2F', `https://me:pass@m/a${rest}?sig=b%2F`],
  ];
  for (const [mirror, url] of mirrors) {
    it(`N5 looks in the mirror ${mirror}, under the pinned checksum`, () => {
      const { checksum } = findRelease('notation', '1.3.2', linux, undefined);
      const mirrored = findRelease('notation', '1.3.2', linux, mirror);
      assert.deepEqual([mirrored.url, mirrored.checksum], [url, checksum]);
    });
  }
});

describe('the default version of notation', () => {
  it('is the one that task.json gives the input version, and is pinned', () => {
    const input = task.inputs.find(({ name }) => name === 'version');
    assert.equal(DEFAULT_NOTATION_VERSION, input?.defaultValue);
    assert.equal(find(DEFAULT_NOTATION_VERSION), DEFAULT_NOTATION_VERSION);
  });
});

describe('the catalogue of releases', () => {
  for (const tool of tools) {
    it(`pins every archive of ${tool} by a checksum of its own`, () => {
      const sums = new Set<string>();
      let count = 0;
      for (const [version, archives] of Object.entries(catalogue[tool].versions)) {
        for (const name of Object.keys(archives)) {
          const platform: Platform = { name, executableSuffix: '' };
          const { url, checksum, file } = findRelease(tool, version, platform, undefined);
          assert.match(checksum, /^[0-9a-f]{64}$/);
          assert(
            url.startsWith('https://github.com/') && url.endsWith(`/v${version}/${file}`),
            url,
          );
          assert(file.includes(version) && /\.(tar\.gz|zip)$/.test(file), file);
          sums.add(checksum);
          count += 1;
        }
      }
      assert(count > 0);
      assert.equal(sums.size, count);
    });
  }
});
