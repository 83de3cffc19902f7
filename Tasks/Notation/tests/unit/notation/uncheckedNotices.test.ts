import assert from 'node:assert/strict';
import { uncheckedNotices } from '../../../src/notation/uncheckedNotices';
import { parseVersion } from '../../../src/notation/version';

describe('blindSpots', () => {
  const timestamps = 'Notice_TimestampsUnchecked';
  const lists = 'Notice_RevocationListsUnchecked';
  const table: [version: string, ...keys: string[]][] = [
    ['1.0.0', timestamps, lists],
    ['1.1.2', timestamps, lists],
    ['1.2.0', lists],
    ['1.3.0'],
    ['2.0.0-alpha.1'],
  ];
  for (const [name, ...keys] of table) {
    it(`G10 ${name} does not see ${keys.length} things`, () => {
      const version = parseVersion([`Version: ${name}`]);
      assert(version !== undefined);
      assert.deepEqual(uncheckedNotices(version), keys);
    });
  }
});
