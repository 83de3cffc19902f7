import assert from 'node:assert/strict';
import { holds, namesIn } from '../../../../../scripts/docs/visibility';

describe('a visible rule', () => {
  const values = { command: 'sign', plugin: 'custom', empty: '' };

  const cases: [rule: string, shows: boolean][] = [
    ['command = sign', true],
    ['command == sign', true],
    ['command=sign', true],
    ['command = Sign', true],
    ['command = "sign"', true],
    ['command = verify', false],
    ['command != verify', true],
    ['command != sign', false],
    ['command = sign && plugin = custom', true],
    ['command = sign && plugin = azureKeyVault', false],
    ['command = verify || plugin = custom', true],
    ['command = verify || plugin = azureKeyVault', false],
    ['empty = ""', true],
    ['absent = ', true],
  ];
  for (const [rule, shows] of cases) {
    it(`${rule}: ${shows}`, () => {
      assert.equal(holds(rule, values), shows);
    });
  }

  it('that is not there always holds', () => {
    assert.equal(holds(undefined, values), true);
  });

  it('may not mix && and ||, for the editor cannot', () => {
    assert.throws(() => holds('a = b && c = d || e = f', values), /mixed operators/);
  });

  it('of another form is an error', () => {
    assert.throws(() => holds('(command = sign)', values), /no term/);
    assert.throws(() => holds('command', values), /no term/);
  });

  it('tells which inputs it looks at', () => {
    assert.deepEqual(namesIn('command = verify || plugin != custom'), ['command', 'plugin']);
  });
});
