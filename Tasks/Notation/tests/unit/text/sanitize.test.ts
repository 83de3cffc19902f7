import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  MAX_LINE_CHARACTERS,
  LineSplitter,
  sanitizeLine,
  sanitizeJson,
} from '../../../src/text/sanitize';
import { redactUrls } from '../../../src/text/redactUrls';

/** What makes the agent obey, in parts so that no log of these tests holds it. */
const marker = '##' + 'vso[';
const safe = (line: string): boolean =>
  !line.includes('##') && !/[^\P{Cc}\t]|[\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/u.test(line);

/** The lines that come of some chunks. */
function lines(...chunks: readonly (Uint8Array | string)[]): string[] {
  const emitted: string[] = [];
  const sanitiser = new LineSplitter((line) => emitted.push(line));
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
      assert.equal(sanitizeLine(text), expected);
    });
  }

  it('G1 makes any text safe, and leaves safe text alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = sanitizeLine(text);
        return safe(once) && sanitizeLine(once) === once;
      }),
    );
  });
});

describe('plainJson', () => {
  it('G1 makes any JSON safe to be printed, and changes nothing that it says', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('##', marker, '\\##', '###'),
    );
    fc.assert(
      fc.property(fc.array(fc.dictionary(text, text)), (value) => {
        const shown = sanitizeJson(JSON.stringify(value, null, 2));
        assert.deepEqual(JSON.parse(shown), JSON.parse(JSON.stringify(value)));
        return shown.split('\n').every(safe);
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

  it('shows the beginning of a long line, the same however its bytes come', () => {
    const head = (end: string): string => 'x'.repeat(MAX_LINE_CHARACTERS - end.length) + end;
    for (const [line, shown] of [
      [head(''), head('')],
      [`${head('')}y`, `${head('')}…`],
      [`${head('')}${head('')}${head('')}`, `${head('')}…`],
      [`${head(' word')}word`, `${head(' word').slice(0, -4)}…`],
      [`${head('"word')}word`, `${head('"word').slice(0, -4)}…`],
      [`a ${head('')}`, `a ${'x'.repeat(MAX_LINE_CHARACTERS - 2)}…`],
    ] as const) {
      for (const lineBreak of ['\n', '\r\n']) {
        const whole = Buffer.from(`${line}${lineBreak}next`);
        assert.deepEqual(lines(whole), [shown, 'next']);
        for (const parts of cuts(whole).slice(MAX_LINE_CHARACTERS - 2, MAX_LINE_CHARACTERS + 10)) {
          assert.deepEqual(lines(...parts), [shown, 'next']);
        }
      }
      assert.deepEqual(lines(line), [shown]);
    }
  });

  it('G3 takes no part of a long line for a line by itself', () => {
    const forged = 'Warning: authenticity was set to "log" and failed';
    const filling = 'x'.repeat(MAX_LINE_CHARACTERS);
    const emitted = lines(filling, forged, filling, forged, '\n', 'end');
    assert.deepEqual(emitted, [`${filling}…`, 'end']);
  });

  it('H6 shows no part of a secret in a URL, wherever a long line is cut', () => {
    const secret = 'Z'.repeat(24);
    for (const url of [`https://h/p?sig=${secret}`, `https://me:${secret}@h/p`, `/p?a=${secret}`]) {
      for (let at = MAX_LINE_CHARACTERS - 2 * url.length; at <= MAX_LINE_CHARACTERS; at += 1) {
        for (const filling of ['x'.repeat(at - 1) + ' ', 'x '.repeat(at / 2), 'x'.repeat(at)]) {
          const shown = lines(`${filling}${url} and more\nnext`).map(redactUrls).join('');
          assert(!shown.includes('Z'), `${url} at ${at}: ${shown.slice(-60)}`);
        }
      }
    }
  });

  it('holds no more of an endless line than is shown, and shows that at once', () => {
    const emitted: string[] = [];
    const sanitiser = new LineSplitter((line) => emitted.push(line));
    for (const size of [MAX_LINE_CHARACTERS, 1, 1, 10_000, 1_000_000]) {
      sanitiser.write(Buffer.alloc(size, 'x'));
      const held = Object.values(sanitiser).filter((value) => typeof value === 'string');
      assert(held.length > 0 && held.every(({ length }) => length <= MAX_LINE_CHARACTERS + 1));
    }
    assert.deepEqual(emitted, [`${'x'.repeat(MAX_LINE_CHARACTERS)}…`]);
  });
});
