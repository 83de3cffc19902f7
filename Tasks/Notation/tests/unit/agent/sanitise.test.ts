import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LINE_LIMIT, LineSanitiser, plain } from '../../../src/agent/sanitise';

/** What makes the agent obey, in parts so that no log of these tests holds it. */
const marker = '##' + 'vso[';
const safe = (line: string): boolean =>
  !line.includes('##') && !/[^\P{Cc}\t]|[\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/u.test(line);

/** The lines that come of some chunks. */
function lines(...chunks: readonly (Uint8Array | string)[]): string[] {
  const emitted: string[] = [];
  const sanitiser = new LineSanitiser((line) => emitted.push(line));
  for (const chunk of chunks) sanitiser.write(Buffer.from(chunk as string));
  sanitiser.end();
  return emitted;
}

/** The same bytes, cut at each position. */
function cuts(bytes: Buffer): [Buffer, Buffer][] {
  return Array.from({ length: bytes.length + 1 }, (_, at) => [
    bytes.subarray(0, at),
    bytes.subarray(at),
  ]);
}

const nasty = [
  '#',
  '##',
  marker,
  '##[section]',
  '\r',
  '\n',
  '\r\n',
  '\u001b[2K',
  '\u202e',
  '\u0085',
]
  .concat('\u2028', '\u200b', '\ufeff', '\t', 'é', '😀')
  .map((text) => new TextEncoder().encode(text));
const bytes = fc
  .array(
    fc.oneof(fc.uint8Array({ maxLength: 8 }), fc.constantFrom(...nasty), fc.constant([0xed, 0xa0])),
    { maxLength: 30 },
  )
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part))));

describe('plain', () => {
  const table: [title: string, text: string, expected: string][] = [
    ['a command', `a ${marker}task.complete]`, 'a # #' + 'vso[task.complete]'],
    ['three number signs', '###', '# # #'],
    ['a line feed', 'a\nb', 'a\\nb'],
    ['a carriage return', 'a\rb', 'a\\u000db'],
    ['a terminal escape', '\u001b[2Ka', '\\u001b[2Ka'],
    ['a control of C1', 'a\u009bb', 'a\\u009bb'],
    ['a bidirectional override', 'a\u202eb', 'a\\u202eb'],
    ['a bidirectional isolate', 'a\u2066b', 'a\\u2066b'],
    ['a line separator', 'a\u2028b', 'a\\u2028b'],
    ['a zero-width space between number signs', '#\u200b#', '#\\u200b#'],
    ['an unpaired surrogate', 'a\ud83d', 'a\\ud83d'],
    ['a pair of surrogates', '😀', '😀'],
    ['a tab', 'a\tb', 'a\tb'],
  ];
  for (const [title, text, expected] of table) {
    it(`G1 shows ${title} without its power`, () => {
      assert.equal(plain(text), expected);
    });
  }

  it('G1 makes any text safe, and leaves safe text alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = plain(text);
        return safe(once) && plain(once) === once;
      }),
    );
  });
});

describe('LineSanitiser', () => {
  it('G1 emits nothing but safe lines, however the bytes are cut', () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(200)), (content, positions) => {
        const borders = [0, ...positions.sort((a, b) => a - b), content.length];
        const chunks = borders.map((at, index) => content.subarray(borders[index - 1] ?? 0, at));
        const emitted = lines(...chunks);
        assert.deepEqual(emitted, lines(content));
        return emitted.every(safe);
      }),
      { numRuns: 500 },
    );
  });

  it('G1 disarms a command that is cut at any of its bytes', () => {
    for (const [head, tail] of cuts(Buffer.from(`é${marker}task.complete result=Skipped]`))) {
      assert.deepEqual(lines(head, tail), ['é# #' + 'vso[task.complete result=Skipped]']);
    }
  });

  it('decodes characters that are cut at any of their bytes', () => {
    for (const [head, tail] of cuts(Buffer.from('é€😀'))) {
      assert.deepEqual(lines(head, tail), ['é€😀']);
    }
  });

  it('shows bytes that are no UTF-8 as U+FFFD', () => {
    assert.deepEqual(lines(Buffer.from([0x61, 0xff, 0x62, 0x0a, 0xc3])), ['a\ufffdb', '\ufffd']);
  });

  it('cuts lines at LF and CRLF, keeps empty ones, and shows a lone CR', () => {
    assert.deepEqual(lines('a\r\n\nb\rc\nd'), ['a', '', 'b\\u000dc', 'd']);
    assert.deepEqual(lines('a\n'), ['a']);
    assert.deepEqual(lines(), []);
  });

  it('shows a long line in pieces, cut at the same places however its bytes come', () => {
    for (const length of [LINE_LIMIT - 1, LINE_LIMIT, LINE_LIMIT + 1, 2 * LINE_LIMIT]) {
      const whole = Buffer.from(`${'x'.repeat(length)}\r\nnext`);
      const pieces = lines(whole);
      assert.equal(pieces.pop(), 'next');
      assert.equal(pieces.join(''), 'x'.repeat(length));
      assert(pieces.every((piece) => piece.length <= LINE_LIMIT));
      for (const [head, tail] of cuts(whole).slice(length - 2)) {
        const lengths = lines(head, tail).map((line) => line.length);
        assert.deepEqual(
          lengths,
          [...pieces, 'next'].map((piece) => piece.length),
        );
      }
    }
  });

  it('G1 does not let a command arise where two pieces of a long line meet', () => {
    const whole = Buffer.from(`${'x'.repeat(LINE_LIMIT - 1)}${marker}task.complete]`);
    assert(lines(whole).every(safe));
    assert(
      cuts(whole)
        .slice(-30)
        .every((parts) => lines(...parts).every(safe)),
    );
  });

  it('holds no more than one piece of an endless line', () => {
    let emitted = 0;
    const sanitiser = new LineSanitiser((line) => (emitted += line.length));
    const chunk = Buffer.alloc(10_000, 'x');
    for (let written = chunk.length; written <= 2_000_000; written += chunk.length) {
      sanitiser.write(chunk);
      assert(written - emitted <= LINE_LIMIT + 1, `${written - emitted} characters are held`);
    }
  });
});
