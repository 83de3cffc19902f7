import assert from 'node:assert/strict';
import { BoundedLines } from '../../../src/process/boundedLines';

describe('KeptLines', () => {
  const filled = (end: 'first' | 'last', isWanted?: (line: string) => boolean): BoundedLines => {
    const lines = new BoundedLines(2, end, isWanted);
    for (const line of ['a!', 'b', 'c!', 'd!', 'e', 'f']) lines.add(line);
    return lines;
  };

  it('keeps the first or the last ones', () => {
    assert.deepEqual(filled('first').all(), ['a!', 'b']);
    assert.deepEqual(filled('last').all(), ['e', 'f']);
    assert(!filled('last').hasLost());
  });

  it('keeps the wanted ones besides, as many as of all, and tells of more', () => {
    const lines = filled('last', (line) => line.endsWith('!'));
    assert.deepEqual(lines.all(), ['a!', 'c!', 'e', 'f']);
    assert(lines.hasLost());
  });
});
