import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sanitizeJson, sanitizeLine } from '../../../src/text/sanitize';

/** What makes the agent obey, in parts so that no log of these tests holds it. */
const marker = '##' + 'vso[';
const safe = (line: string): boolean =>
  !line.includes('##') && !/[^\P{Cc}\t]|[\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/u.test(line);

describe('sanitizeLine', () => {
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
