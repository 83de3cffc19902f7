import assert from 'node:assert/strict';
import { Lines } from '../../../../../emulator/lines';

function read(...chunks: (string | Buffer)[]): string[] {
  const found: string[] = [];
  const lines = new Lines((line) => {
    found.push(line);
  });
  chunks.forEach((chunk) => {
    lines.write(Buffer.from(chunk));
  });
  lines.end();
  return found;
}

describe('lines', () => {
  it('end at a newline, a return or both', () => {
    assert.deepEqual(read('a\nb\r\nc\rd\n\ne'), ['a', 'b', 'c', 'd', '', 'e']);
  });

  it('hold together across chunks', () => {
    assert.deepEqual(read('a\r', '\nb', 'c\r', 'd', '\r'), ['a', 'bc', 'd']);
    const euro = Buffer.from('€');
    assert.deepEqual(read(euro.subarray(0, 1), euro.subarray(1)), ['€']);
  });
});
