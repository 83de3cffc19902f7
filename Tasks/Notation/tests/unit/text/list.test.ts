import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseList } from '../../../src/text/list';

describe('parseList', () => {
  const table: [text: string, items: string[]][] = [
    ['', []],
    [' ,\r\n,\t', []],
    ['a', ['a']],
    ['a,b', ['a', 'b']],
    ['a\nb\r\nc\rd', ['a', 'b', 'c', 'd']],
    [' a b , c ', ['a b', 'c']],
    [',a,,b,', ['a', 'b']],
    ['a;b|c', ['a;b|c']],
    ['a,a', ['a', 'a']],
  ];
  for (const [text, items] of table) {
    it(`I1 reads ${JSON.stringify(text)} as ${JSON.stringify(items)}`, () => {
      assert.deepEqual(parseList(text), items);
    });
  }

  const item = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .map((text) => text.replace(/[,\r\n]/g, '').trim())
    .filter((text) => text !== '');
  const separator = fc.stringMatching(/^[ \t]{0,2}[,\r\n][ \t,\r\n]{0,4}$/);

  it('I1 reads back what was written, however it is separated', () => {
    const pairs = fc.array(fc.tuple(item, separator));
    fc.assert(
      fc.property(separator, pairs, (before, items) => {
        const written = before + items.map((parts) => parts.join('')).join('');
        assert.deepEqual(
          parseList(written),
          items.map(([one]) => one),
        );
      }),
    );
  });

  it('I1 gives trimmed items without separators, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const items = parseList(text);
        for (const one of items) assert(one !== '' && one === one.trim() && !/[,\r\n]/.test(one));
        assert.deepEqual(parseList(items.join(',')), items);
      }),
    );
  });
});
