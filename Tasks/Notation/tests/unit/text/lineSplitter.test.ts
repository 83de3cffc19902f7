import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  LineSplitter,
  MAX_HELD_CHARACTERS,
  MAX_LINE_CHARACTERS,
} from '../../../src/text/lineSplitter';
import { maskOf } from '../../../src/text/mask';

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

describe('LineSplitter', () => {
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
          const shown = lines(`${filling}${url} and more\nnext`).join('');
          assert(!shown.includes('Z'), `${url} at ${at}: ${shown.slice(-60)}`);
        }
      }
    }
  });

  it('S5 shows no part of a known secret, wherever a long line is cut', () => {
    const secret = 'pass-word/'.repeat(30);
    const emitted: string[] = [];
    const mask = maskOf([secret]);
    for (let at = MAX_LINE_CHARACTERS - 400; at <= MAX_LINE_CHARACTERS; at += 7) {
      const splitter = new LineSplitter((line) => emitted.push(line), mask);
      splitter.write(Buffer.from(`${'x'.repeat(at)}${secret} and more\nnext`));
      splitter.end();
    }
    assert(emitted.every((line) => !line.includes('pass')));
    assert(emitted.some((line) => line.includes('***')));
  });

  it('S5 shows no part of a known secret that looks like a URL or a query', () => {
    const words = ['Correct', 'Horse', 'Battery'];
    for (const form of ['a-b&c=1', 'a-b?c=', 'a://b@c', 'a/b?c', 'a#b=c', 'a:/b@c']) {
      const secret = form.replace(/[abc]/g, (at) => words['abc'.indexOf(at)] ?? '');
      const emitted: string[] = [];
      const splitter = new LineSplitter((line) => emitted.push(line), maskOf([secret]));
      for (const around of ['is', 'p=', 'https://h/', 'https://u:', 'https://h/?p=']) {
        splitter.write(Buffer.from(`${around}${secret}\n${around} ${secret} "\n`));
      }
      splitter.end();
      const shown = emitted.filter((line) => words.some((word) => line.includes(word)));
      assert.deepEqual(shown, [], secret);
    }
  });

  it('holds no more of an endless line than a bound, and shows its beginning then', () => {
    const emitted: string[] = [];
    const sanitiser = new LineSplitter((line) => emitted.push(line));
    for (const size of [MAX_LINE_CHARACTERS, 1, 1, 100_000, 1_000_000]) {
      sanitiser.write(Buffer.alloc(size, 'x'));
      const held = Object.values(sanitiser).filter((value) => typeof value === 'string');
      assert(held.length > 0 && held.every(({ length }) => length <= MAX_HELD_CHARACTERS));
    }
    assert.deepEqual(emitted, [`${'x'.repeat(MAX_LINE_CHARACTERS)}…`]);
  });
});
