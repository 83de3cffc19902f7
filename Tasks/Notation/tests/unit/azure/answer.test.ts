import assert from 'node:assert/strict';
import { parseAnswer } from '../../../src/azure/answer';

describe('parseAnswer', () => {
  it('A3 reads an object', () => {
    assert.deepEqual(parseAnswer(Buffer.from('{"access_token":"t","expires_in":1,"more":{}}')), {
      access_token: 't',
    });
  });

  for (const body of [
    'eyJ0eXAi.a.token',
    '"eyJ0eXAi.a.token"',
    '{"a":"eyJ0eXAi',
    '',
    '<html>',
    'null',
    '1',
  ]) {
    it(`H4 quotes nothing of '${body}'`, () => {
      assert.throws(() => parseAnswer(Buffer.from(body)), {
        message: 'the answer is no JSON object',
      });
    });
  }
});
