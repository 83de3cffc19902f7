import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findMacro } from '../../../src/text/macro';

describe('findMacro', () => {
  const table: [value: string, macro: string | undefined][] = [
    ['', undefined],
    ['$', undefined],
    ['$()', undefined],
    ['a', undefined],
    ['$a', undefined],
    ['$(unclosed', undefined],
    ['$ (spaced)', undefined],
    ['${{ parameters.name }}', undefined],
    ['$[variables.name]', undefined],
    ['${name}', undefined],
    ['(name)', undefined],
    ['$(over\nlines)', undefined],
    ['$(name)', '$(name)'],
    ['r/a@$(push.digest)', '$(push.digest)'],
    ['$(first)$(second)', '$(first)'],
    ['$(Build.Repository.Name) and more', '$(Build.Repository.Name)'],
    ['$$(name)', '$(name)'],
    ['$(outer$(inner))', '$(inner)'],
    ['$()$(name)', '$(name)'],
    ['$($(name))', '$(name)'],
    ['$(a name)', '$(a name)'],
  ];
  for (const [value, macro] of table) {
    it(`I2 finds ${macro ?? 'none'} in ${JSON.stringify(value)}`, () => {
      assert.equal(findMacro(value), macro);
    });
  }

  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_. -]{0,20}$/);
  const plain = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('$', ''));

  it('I2 finds a macro in any text around it', () => {
    fc.assert(
      fc.property(plain, name, plain, (before, variable, after) => {
        assert.equal(findMacro(`${before}$(${variable})${after}`), `$(${variable})`);
      }),
    );
  });

  it('I2 finds none where there is no dollar sign', () => {
    fc.assert(fc.property(plain, (text) => findMacro(text) === undefined));
  });

  it('I2 finds what stands in the text, whatever the text', () => {
    const pieces = fc
      .array(fc.constantFrom('$', '(', ')', '$(', 'a', '\n', '.'))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(fc.oneof(pieces, fc.string({ unit: 'binary' })), (text) => {
        const macro = findMacro(text);
        if (macro === undefined) return;
        assert(text.includes(macro));
        assert.equal(findMacro(macro), macro);
      }),
    );
  });
});
