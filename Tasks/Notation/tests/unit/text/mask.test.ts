import assert from 'node:assert/strict';
import fc from 'fast-check';
import { maskOf } from '../../../src/text/mask';
import { sanitizeLine } from '../../../src/text/sanitize';

describe('maskOf', () => {
  const table: [title: string, secrets: string[], text: string, shown: string][] = [
    ['a secret wherever it stands', ['hunter22'], 'a hunter22, xhunter22x', 'a ***, x***x'],
    ['no secret of five characters', ['team5'], 'registry/team5/app', 'registry/team5/app'],
    ['a secret of six characters', ['secret'], 'a secret.', 'a ***.'],
    ['the longer one of two', ['hunter', 'hunter22'], 'hunter22 hunter', '*** ***'],
    ['secrets that overlap as one', ['abcdefgh', 'fghijklm'], 'xabcdefghijklmx', 'x***x'],
    ['secrets that touch as one', ['hunter22', 'swordfish'], 'hunter22swordfish', '***'],
    ['each line of a longer secret', ['first line\r\nsecond line\n'], 'second line', '***'],
    ['a line without the blanks around it', ['  key: hunter22  '], '(key: hunter22)', '(***)'],
    ['nothing for lines that are too short', ['{\n"a"\n}'], '{ "a" }', '{ "a" }'],
    [
      'a secret as JSON writes it',
      ['hunt"er\\22'],
      String.raw`{"a":"hunt\"er\\22"}`,
      '{"a":"***"}',
    ],
    ['a secret as a URL holds it', ["hunt'er/22 ü"], "p=hunt'er%2F22%20%C3%BC", 'p=***'],
    ['a secret as other URLs hold it', ["hunt'er/22"], 'p=hunt%27er%2F22', 'p=***'],
    ['a secret in base64', ['hunter22'], 'Basic aHVudGVyMjI=', 'Basic ***'],
    [
      'a secret that a log cannot show',
      ['hunt##er\u00ad22'],
      sanitizeLine('x hunt##er\u00ad22'),
      'x ***',
    ],
    [
      'a secret as Go writes it in JSON',
      ['a&b<c>d'],
      String.raw`"a\u0026b\u003cc\u003ed"`,
      '"***"',
    ],
    ['a secret as .NET writes it', ["a+b'c`d"], String.raw`"a\u002Bb\u0027c\u0060d"`, '"***"'],
    ['a secret with slashes that were escaped', ['ab/cd/ef'], String.raw`"ab\/cd\/ef"`, '"***"'],
    ['a secret of a URL in lower case', ['ab/cd+ef='], 'x=ab%2fcd%2bef%3d', 'x=***'],
    ['blanks of a secret as a form writes them', ['ab cd ef'], 'x=ab+cd+ef', 'x=***'],
    ['a secret in base64 without padding', ['hunter22'], 'aHVudGVyMjI.x', '***.x'],
    ['a secret in base64url', ['hunt?>er~~22'], 'x aHVudD8-ZXJ-fjIy', 'x ***'],
    ['a secret as XML writes it', ['a&b<c"d'], 'x a&amp;b&lt;c&#34;d', 'x ***'],
    [
      'a secret that was quoted twice',
      ['hunt"er22'],
      String.raw`"{\"a\":\"hunt\\\"er22\"}"`,
      String.raw`"{\"a\":\"***\"}"`,
    ],
    ['a secret of backslashes', ['a\\\\b\\cdef'], String.raw`a\\\\b\\cdef`, '***'],
    ['nothing without secrets', ['', '\n'], 'any text', 'any text'],
  ];
  for (const [title, secrets, text, shown] of table) {
    it(`H4 masks ${title}`, () => {
      assert.equal(maskOf(secrets)(text), shown);
      assert.equal(maskOf([...secrets].reverse())(text), shown);
    });
  }

  it('comes to an end with any number of signs', () => {
    // What grew exponentially would still be at it when the test is given up.
    for (const sign of ['\\', '#', ' ', '%', '&', '"', '\\u']) {
      const mask = maskOf([`${sign.repeat(100)}end`]);
      assert.equal(mask(`${sign.repeat(1000)}END`), `${sign.repeat(1000)}END`);
    }
  });

  it('H4 leaves none of the secrets in any text, and all that is none', () => {
    const secret = fc
      .string({ unit: 'binary', minLength: 6 })
      .filter((text) => text.trim().length > 5);
    fc.assert(
      fc.property(fc.array(secret), fc.array(fc.string()), (secrets, words) => {
        const mask = maskOf(secrets);
        const shown = mask(secrets.map((each, index) => each + (words[index] ?? '')).join(' '));
        const lines = secrets.flatMap((each) => each.split(/[\r\n]+/)).map((line) => line.trim());
        assert(lines.every((line) => line.length < 6 || !shown.includes(line)));
        if (secrets.length === 0) assert.equal(mask(words.join(' ')), words.join(' '));
      }),
    );
  });
});
