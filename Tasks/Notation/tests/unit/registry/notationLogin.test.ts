import '../agentLibrary';
import assert from 'node:assert/strict';
import { notationLogin } from '../../../src/registry/notationLogin';

describe('notationLogin', () => {
  it('A5 passes user and password', () => {
    assert.deepEqual(notationLogin({ kind: 'password', username: 'user', password: 'word' }), {
      NOTATION_USERNAME: 'user',
      NOTATION_PASSWORD: 'word',
    });
  });

  it('A5 passes an identity token as a password without a user', () => {
    const login = notationLogin({ kind: 'identityToken', token: 'identity' });
    assert.deepEqual(login, { NOTATION_USERNAME: undefined, NOTATION_PASSWORD: 'identity' });
    assert('NOTATION_USERNAME' in login, 'a user of the step would stay');
  });

  it('A5 leaves the environment as it is where there is no login, or one for the docker configuration', () => {
    assert.deepEqual(notationLogin(undefined), {});
    assert.deepEqual(notationLogin({ kind: 'registryToken', token: 'token' }), {});
  });
});
