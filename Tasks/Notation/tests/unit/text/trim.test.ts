import assert from 'node:assert/strict';
import { trimInvisible } from '../../../src/text/trim';

describe('trimInvisible', () => {
  const table: [title: string, text: string, trimmed: string][] = [
    ['nothing', '', ''],
    ['white space alone', ' \t\r\n\u00a0', ''],
    ['invisible characters alone', '\u200b\ufeff\u2060', ''],
    ['white space at the ends', ' \r\na b\t', 'a b'],
    ['a byte order mark', '\ufeffa', 'a'],
    ['zero-width characters', '\u200b\u200c\u200da\u200b\u2060', 'a'],
    ['marks of direction', '\u200e\u202aa\u202c\u200f', 'a'],
    ['a mix of both', ' \u200b \ufeffa\u200b \u2060 ', 'a'],
    ['an invisible character beyond the first plane', '\u{e0001}a\u{e0020}', 'a'],
    ['invisible characters within, which stay', 'a\u200bb', 'a\u200bb'],
    ['half of a surrogate pair, which stays', '\ud800', '\ud800'],
  ];
  for (const [title, text, trimmed] of table) {
    it(`F10 I4 takes from the ends: ${title}`, () => {
      assert.equal(trimInvisible(text), trimmed);
    });
  }
});
