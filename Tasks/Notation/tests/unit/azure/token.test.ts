import { captured, commandsIn } from '../agentLibrary';
import assert from 'node:assert/strict';
import { acceptToken } from '../../../src/azure/token';

describe('acceptToken', () => {
  function commandsOf(token: string, isAccepted: boolean): string[] {
    return commandsIn(
      captured(() => {
        if (isAccepted) assert.equal(acceptToken(token), token);
        else assert.throws(() => acceptToken(token), { message: /no bearer token$/ });
      }),
    );
  }

  const texts = ['a\ne\nwas not verified', 'a b', 'a=b', '=', '', 'ü', 'a\n', 'a%20b', '{"a":1}'];
  for (const text of texts) {
    it(`S7 refuses ${JSON.stringify(text)}, and has nothing of it masked`, () => {
      assert.deepEqual(commandsOf(text, false), []);
      assert.deepEqual(commandsOf(text.padEnd(40, '!'), false), []);
    });
  }

  it('S7 has a token masked from 20 characters on', () => {
    assert.deepEqual(commandsOf('a'.repeat(19), true), []);
    assert.deepEqual(commandsOf('a'.repeat(20), true), [`task.setsecret]${'a'.repeat(20)}`]);
    const token = 'aZ09-._~+/aZ09-._~+/==';
    assert.deepEqual(commandsOf(token, true), [`task.setsecret]${token}`]);
  });
});
