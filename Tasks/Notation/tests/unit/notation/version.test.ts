import assert from 'node:assert/strict';
import { type FlagGroup, parseVersion } from '../../../src/notation/version';

describe('parseVersion', () => {
  type Row = [printed: string, name: string, flags: FlagGroup, ...knows: boolean[]];
  const table: Row[] = [
    // directories, timestamps, revocation lists, verbose
    ['1.0.0', '1.0.0', '1.0', false, false, false, true],
    ['1.0.1', '1.0.1', '1.0', false, false, false, true],
    ['1.1.0', '1.1.0', '1.0', true, false, false, true],
    ['1.1.2', '1.1.2', '1.0', true, false, false, true],
    ['1.2.0', '1.2.0', '1.2', true, true, false, true],
    ['1.3.2', '1.3.2', '1.2', true, true, true, true],
    ['v1.3.2+unreleased', '1.3.2', '1.2', true, true, true, true],
    ['v1.0.0+unreleased', '1.0.0', '1.0', false, false, false, true],
    ['1.10.0', '1.10.0', '1.2', true, true, true, true],
    ['2.0.0-alpha.1', '2.0.0-alpha.1', '2.0', true, true, true, false],
    ['2.1.0', '2.1.0', '2.0', true, true, true, false],
  ];
  for (const [printed, name, flags, ...knows] of table) {
    const [knowsDirectories, knowsTimestamps, checksRevocationLists, knowsVerbose] = knows;
    it(`P4 knows what ${printed} can do`, () => {
      const lines = ['Notation - a tool.', '', `Version:     ${printed}`, 'Go version:  go1.24.0'];
      assert.deepEqual(parseVersion(lines), {
        ...{ name, flags, knowsDirectories, knowsTimestamps, checksRevocationLists, knowsVerbose },
      });
    });
  }

  const none: [title: string, ...lines: string[]][] = [
    ['nothing'],
    ['another program', 'git version 2.40.0'],
    ['only the version of Go', 'Go version:  1.24.0'],
    ['a version that is none', 'Version:     latest'],
    ['a version amid a line', 'The Version: 1.3.2'],
  ];
  for (const [title, ...lines] of none) {
    it(`finds no version in ${title}`, () => {
      assert.equal(parseVersion(lines), undefined);
    });
  }
});
