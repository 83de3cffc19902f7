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
    ['nothing without secrets', ['', '\n'], 'any text', 'any text'],
  ];
  for (const [title, secrets, text, shown] of table) {
    it(`H4 masks ${title}`, () => {
      assert.equal(maskOf(secrets)(text), shown);
      assert.equal(maskOf([...secrets].reverse())(text), shown);
    });
  }

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
