import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseKeyValueLines } from '../../../src/text/keyValueLines';

describe('parseKeyValueLines', () => {
  const good: [text: string, pairs: [key: string, value: string][]][] = [
    ['', []],
    [' \r\n\t\n', []],
    ['a=b', [['a', 'b']]],
    [
      'b=1\r\na=2\nc=3',
      [
        ['b', '1'],
        ['a', '2'],
        ['c', '3'],
      ],
    ],
    ['a=b=c==', [['a', 'b=c==']]],
    [
      'a=b\nc=d\r\ne=f\rg=h',
      [
        ['a', 'b'],
        ['c', 'd'],
        ['e', 'f'],
        ['g', 'h'],
      ],
    ],
    ['\n a = b c \n\n', [['a', 'b c']]],
    ['url=https://h/?a=b&c==', [['url', 'https://h/?a=b&c==']]],
    ['a=b,c=d', [['a', 'b,c=d']]],
    [
      'A=1\na=2',
      [
        ['A', '1'],
        ['a', '2'],
      ],
    ],
    [
      '__proto__=x\nconstructor=y',
      [
        ['__proto__', 'x'],
        ['constructor', 'y'],
      ],
    ],
  ];
  for (const [text, pairs] of good) {
    it(`I4 reads ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseKeyValueLines(text), { pairs: new Map(pairs) });
    });
  }

  const bad: [text: string, problem: object][] = [
    ['a', { malformed: 'a' }],
    ['=b', { malformed: '=b' }],
    [' = ', { malformed: '=' }],
    ...['a', '=b', 'a=', '=', 'a = '].map((line): [string, object] => [
      `x=1\n${line}\ny`,
      { malformed: line.trim() },
    ]),
    ['a=', { malformed: 'a=' }],
    ['a= \nb=c', { malformed: 'a=' }],
    ['a=b\n# note\nc', { malformed: '# note' }],
    ['a=b\nc=d\na = e', { repeated: 'a' }],
    ['a=b\na=b', { repeated: 'a' }],
  ];
  for (const [text, problem] of bad) {
    it(`I4 refuses ${JSON.stringify(text)}: ${JSON.stringify(problem)}`, () => {
      assert.deepEqual(parseKeyValueLines(text), problem);
    });
  }

  const text = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .map((one) => one.replace(/[\r\n]/g, '').trim())
    .filter((one) => one !== '');
  const key = text.map((one) => one.replaceAll('=', '').trim()).filter((one) => one !== '');
  const pairs = fc.uniqueArray(fc.tuple(key, text), { selector: ([name]) => name });
  const layout = fc.record({
    equals: fc.constantFrom('=', ' =', '= ', '\t=\t'),
    end: fc.constantFrom('\n', '\r\n', '\r', '\n\n', ' \n \n'),
  });

  function write(
    given: readonly (readonly [string, string])[],
    { equals, end }: { equals: string; end: string },
  ): string {
    return given.map(([name, value]) => name + equals + value + end).join('');
  }

  it('I4 reads back what was written, in its order, however it is laid out', () => {
    fc.assert(
      fc.property(pairs, layout, (given, look) => {
        const read = parseKeyValueLines(write(given, look));
        assert('pairs' in read);
        assert.deepEqual([...read.pairs], given);
      }),
    );
  });

  it('I4 names a key that is said twice, wherever', () => {
    const filled = pairs.filter(({ length }) => length > 0);
    fc.assert(
      fc.property(filled, fc.nat(), text, layout, (given, at, value, look) => {
        const [name = ''] = given[at % given.length] ?? [];
        assert.deepEqual(parseKeyValueLines(write([...given, [name, value]], look)), {
          repeated: name,
        });
      }),
    );
  });

  it('I4 names the first line that is no pair', () => {
    fc.assert(
      fc.property(pairs, key, layout, (given, line, look) => {
        const written = `${write(given, look)}${line}\nlater`;
        assert.deepEqual(parseKeyValueLines(written), { malformed: line });
      }),
    );
  });

  it('I4 gives whole pairs or a problem, whatever the text', () => {
    const close = fc
      .array(fc.constantFrom('a', 'b', '=', ' ', '\n', '\r'))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(fc.oneof(close, fc.string({ unit: 'binary' })), (any) => {
        const read = parseKeyValueLines(any);
        if (!('pairs' in read)) return;
        for (const [name, value] of read.pairs) {
          assert(name !== '' && value !== '' && !name.includes('='));
          assert.deepEqual([name, value], [name.trim(), value.trim()]);
        }
      }),
    );
  });
});
