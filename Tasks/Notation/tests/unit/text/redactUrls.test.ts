import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redactUrls } from '../../../src/text/redactUrls';

const digest = `sha256:${'0'.repeat(64)}`;

describe('redactUrls', () => {
  const table: [title: string, line: string, shown: string][] = [
    ['a query', 'GET https://h/p?sig=SECRET now', 'GET https://h/p?… now'],
    ['a query in quotes', 'GET "https://h/p?sig=SECRET": no', 'GET "https://h/p?…": no'],
    ['a query in quotes within quotes', 'msg="\\"h/p?sig=SECRET\\""', 'msg="\\"h/p?…\\""'],
    ['a query at the end of a sentence', "see 'https://h/p?SECRET'.", "see 'https://h/p?…'."],
    ['a query with an apostrophe', "https://h/p?a=it's&sig=SECRET", 'https://h/p?…'],
    ['a query behind a fragment', 'https://h/p#x?sig=SECRET', 'https://h/p#…'],
    ['a query behind a word as a fragment', 'https://h/p#x?SECRET', 'https://h/p#x?…'],
    ['values in a fragment', 'https://h/p#token=SECRET', 'https://h/p#…'],
    ['two number signs', 'https://h/p?a=##SECRET', 'https://h/p?…'],
    ['a query behind an invisible character', 'https:\u200b//h/p\u200d?SECRET', 'https://h/p?…'],
    ['a password behind a control character', 'https\u0007://me:SEC\u0000RET@h/p', 'https://h/p'],
    ['a query of a path', '"Location": "/v2/a/1?_state=SECRET"', '"Location": "/v2/a/1?…"'],
    ['a query of a name', 'upload?_state=SECRET', 'upload?…'],
    ['a query by itself', 'with ?sig=SECRET', 'with ?…'],
    ['what a quotation mark cuts off a query', '?a="b"&sig=SECRET', '?…"b"&…'],
    ['a user', 'https://me@h/p', 'https://h/p'],
    ['a user with a password', 'https://me:SECRET@h/p', 'https://h/p'],
    ['a password with an at sign', 'https://me:SE@CRET@h/p', 'https://h/p'],
    ['a password with a slash', 'https://me:SE/CRET@h/p', 'https://h/p'],
    ['a password that begins with a slash', 'https://me:/SECRET@h/p', 'https://h/p'],
    ['a password with both', 'https://me:SE@CR/ET@h/p', 'https://h/p'],
    ['a password with a question mark', 'https://me:SE?CRET@h/p', 'https://…'],
    ['a password with a number sign', 'https://me:SE#CRET@h/p', 'https://…'],
    ['a password, and a query with an at sign', 'https://me:SECRET@h/p?a=SE@CRET', 'https://…'],
    ['a password with an apostrophe', "https://me:SE'CRET@h/p", 'https://h/p'],
    ['a user who is an address', 'https://me@corp.com:SE/CRET@h/p', 'https://h/p'],
    ['a password before a digest', `https://me:SECRET@h/a@${digest}`, `https://h/a@${digest}`],
    ['a password of another scheme', 'socks5://me:SECRET@h:1080', 'socks5://h:1080'],
    [
      'two URLs in a word',
      'https://me:SECRET@h/p,https://me:SECRET@i/p?a',
      'https://h/p,https://i/p?…',
    ],
    ['a query that was cut', 'https://h/p?sig=SEC…', 'https://h/p?…'],
    ['a password that was cut', 'at https://me:SECR…', 'at https://…'],
    ['a password with a slash that was cut', 'at https://me:SE/CR…', 'at https://…'],
    ['a token for a user that was cut', 'at https://SECR…', 'at https://…'],
    ['a cookie', 'Cookie: session=SECRET; b="c"', 'Cookie: *****"'],
    [
      'a cookie in a log of notation 1.0',
      'level=debug msg="   \\"Set-Cookie\\": \\"session=SECRET; a=\\\\\\"SECRET\\\\\\"; HttpOnly\\""',
      'level=debug msg="   \\"Set-Cookie\\": \\"*****\\""',
    ],
  ];
  for (const [title, line, shown] of table) {
    it(`H6 takes out ${title}`, () => {
      assert.equal(redactUrls(line), shown);
      assert.equal(redactUrls(shown), shown, 'twice');
    });
  }

  for (const line of [
    `Successfully verified signature for localhost:5000/team/app@${digest}`,
    `https://localhost:5000/team/app@${digest}`,
    `https://[::1]:5000/team/app@${digest}`,
    'oci://layout:tag',
    'what is it? (really?) a&b, C# and R&D; see https://h/p#part.',
    'Is it https://h/p?',
    'time="2026-01-02T03:04:05Z" level=debug msg="a=b/c"',
    'a line that was cut, at https://h/p…',
    '   "Authorization": "*****"',
    'no cookie at all',
    'HEAD registry.example.com/team/cookie:nope: not found',
    'registry.example.com/my-cookie:v1: not found',
  ]) {
    it(`H6 leaves alone: ${line.slice(0, 40)}`, () => {
      assert.equal(redactUrls(line), line);
    });
  }

  it('H6 shows nothing of a password or a query, whatever their characters', () => {
    const secret = fc.stringMatching(/^[!#-~]{0,8}$/).map((text) => `S${text}S`);
    const isShown = (line: string): boolean => /[\^S]/.test(redactUrls(line).slice(7));
    fc.assert(
      fc.property(secret, secret, (password, query) => {
        assert(!isShown(`https://u:${password}@host/path?x=${query}&y=${query}`));
        assert(!isShown(`/path?x=${query}`));
      }),
    );
  });

  it('comes to an end with a line of any length', () => {
    // What grew with the square of it would still be at it when the test is given up.
    for (const part of ['/', '?', '@', '"', '://', 'a@://b:', '# ', '\\', "'", 'cookie']) {
      redactUrls(part.repeat(1_000_000 / part.length));
    }
  });
});
