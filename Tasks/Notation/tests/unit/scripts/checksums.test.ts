import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseChecksums } from '../../../../../scripts/releases/checksums';
import { archivesOf, checksumsOf, sumOf } from './checksumsFile';

const [tool, version] = ['notation', '1.3.3'];
const archives = archivesOf(tool, version);
const [first = ''] = archives;

describe('parseChecksums', () => {
  it('reads the archives in the order of the file', () => {
    const read = parseChecksums(checksumsOf(...archives), tool, version);
    const platforms = ['darwin-amd64', 'darwin-arm64', 'linux-amd64', 'linux-arm64', 'linux-armv7'];
    assert.deepEqual(
      read.archives.map(({ platform }) => platform),
      [...platforms, 'windows-amd64'],
    );
    assert.deepEqual(read.archives[0], {
      platform: 'darwin-amd64',
      file: first,
      sha256: sumOf(first),
    });
    assert.deepEqual(read.leftOut, []);
  });

  const forms: [title: string, text: string][] = [
    ['line breaks of Windows', checksumsOf(first).replace('\n', '\r\n')],
    ['no line break at the end', checksumsOf(first).trim()],
    ['the asterisk of binary mode', checksumsOf(first).replace('  ', ' *')],
  ];
  for (const [title, text] of forms) {
    it(`reads a file with ${title}`, () => {
      const { archives: read } = parseChecksums(text, tool, version);
      assert.deepEqual(
        read.map(({ file, sha256 }) => [file, sha256]),
        [[first, sumOf(first)]],
      );
    });
  }

  for (const file of [
    'notation_1.3.3_linux_amd64.tar.gz.sbom.json',
    'notation_1.3.3_linux_amd64.tar.gz.asc',
    'notation_1.3.3_linux_amd64.deb',
    'notation_1.3.3_freebsd_amd64.tar.gz',
    'notation_1.3.3_linux_ppc64le.tar.gz',
    'notation_1.3.3_checksums.txt.asc',
    'notation_1.3.3.spdx.json',
  ]) {
    it(`leaves out ${file}, and says so`, () => {
      const read = parseChecksums(checksumsOf(file, first), tool, version);
      assert.deepEqual([read.leftOut, read.archives.length], [[file], 1]);
    });
  }

  const sum = sumOf(first);
  const refused: [title: string, text: string, message: RegExp][] = [
    ['an empty file', '', /is empty/],
    ['a file of line breaks', '\n\r\n', /is empty/],
    ['a blank line', checksumsOf(first, '').replace(/\n.*\n$/, '\n\n'), /Line 2 /],
    ['a page of the web', '<!DOCTYPE html>\n<title>Sign in</title>\n', /Line 1 .*DOCTYPE/],
    ['a byte order mark', `\ufeff${checksumsOf(first)}`, /Line 1 /],
    ['a sum that is too short', `${sum.slice(1)}  ${first}\n`, /Line 1 /],
    ['a sum of another algorithm', `${sum}${sum}  ${first}\n`, /Line 1 /],
    ['a sum in upper case', `${sum.toUpperCase()}  ${first}\n`, /Line 1 /],
    ['one blank only', `${sum} ${first}\n`, /Line 1 /],
    ['a tab', `${sum}\t${first}\n`, /Line 1 /],
    ['a sum without a file', `${checksumsOf(first)}${sum}\n`, /Line 2 /],
    ['the form of BSD', `SHA256 (${first}) = ${sum}\n`, /Line 1 /],
    ['a file in a folder', `${sum}  dist/${first}\n`, /Line 1 /],
    ['a path that climbs', `${sum}  ../${first}\n`, /Line 1 /],
    ['more after the file', `${sum}  ${first} extra\n`, /Line 1 /],
    ['a file twice', checksumsOf(first, first), /twice/],
    ['a file twice with other sums', `${checksumsOf(first)}${sumOf('x')}  ${first}\n`, /twice/],
    [
      'two archives for one platform',
      checksumsOf(first, first.replace('tar.gz', 'zip')),
      /two archives for darwin-amd64/,
    ],
    [
      'another tool',
      checksumsOf('oras_1.3.3_linux_amd64.tar.gz'),
      /oras_.* not of notation 1\.3\.3/,
    ],
    [
      'a tool of a longer name',
      checksumsOf('notation-azure-kv_1.3.3_linux_amd64.tar.gz'),
      /not of/,
    ],
    ['another version', checksumsOf(first, 'notation_1.3.2_linux_amd64.tar.gz'), /not of/],
    ['a version that goes on', checksumsOf('notation_1.3.30_linux_amd64.tar.gz'), /not of/],
    ['a version with one part more', checksumsOf('notation_1.3.3.1_linux_amd64.tar.gz'), /not of/],
    [
      'a prerelease of the version',
      checksumsOf('notation_1.3.3-rc.1_linux_amd64.tar.gz'),
      /not of/,
    ],
    ['no archive', checksumsOf('notation_1.3.3_sbom.json'), /no archive/],
    ['no known platform', checksumsOf('notation_1.3.3_plan9_amd64.tar.gz'), /no archive/],
  ];
  for (const [title, text, message] of refused) {
    it(`refuses ${title}`, () => {
      assert.throws(() => parseChecksums(text, tool, version), { message });
    });
  }

  it('reads back what was written', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(archives, { minLength: 1 }), (files) => {
        const { archives: read } = parseChecksums(checksumsOf(...files), tool, version);
        assert.equal(
          read.map(({ file, sha256 }) => `${sha256}  ${file}\n`).join(''),
          checksumsOf(...files),
        );
      }),
    );
  });

  it('never takes a sum that is none, or a file of another release, whatever the text', () => {
    const piece = fc.constantFrom(
      sum,
      first,
      '  ',
      ' ',
      '\n',
      '\r',
      'A',
      '0',
      '../',
      'notation_1.3.3_linux_amd64.zip',
    );
    const text = fc.oneof(
      fc.array(piece).map((all) => all.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, (any) => {
        try {
          for (const { sha256, file } of parseChecksums(any, tool, version).archives) {
            assert.match(sha256, /^[0-9a-f]{64}$/);
            assert.match(file, /^notation_1\.3\.3_[a-z0-9_]+\.(tar\.gz|zip)$/);
          }
        } catch (error) {
          assert(
            error instanceof Error && !(error instanceof assert.AssertionError),
            String(error),
          );
        }
      }),
    );
  });
});
