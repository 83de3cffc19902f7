import { captured, library } from '../agentLibrary';
import assert from 'node:assert/strict';
import sinon from 'sinon';
import { jobToken, serverUrl } from '../../../src/agent/server';

describe('the server of a job', () => {
  afterEach(() => {
    sinon.restore();
  });

  /** What a step is told, and what it writes meanwhile, where the pipeline has these variables. */
  function told(
    ...names: readonly string[]
  ): [url: string | undefined, token: string | undefined, output: string] {
    sinon
      .stub(library, 'getVariables')
      .returns(names.map((name) => ({ name, value: 'secret-value', secret: false })));
    const isSystem = (id: string): boolean => id === 'SYSTEMVSSCONNECTION';
    sinon.stub(library, 'getEndpointUrl').callsFake((id) => {
      library.debug(`${id}=https://dev.example/`); // as the library itself does
      return isSystem(id) ? 'https://dev.example/' : undefined;
    });
    sinon.stub(library, 'getEndpointAuthorizationParameter').callsFake((id, name) => {
      return isSystem(id) && name === 'AccessToken' ? 'token' : undefined;
    });
    let found: [string | undefined, string | undefined] = [undefined, undefined];
    const output = captured(() => (found = [serverUrl(), jobToken()]));
    return [...found, output];
  }

  it('H4 is the one that the agent names, with its token', () => {
    assert.deepEqual(told('System.CollectionUri', 'a', 'ENDPOINT_URL_x'), [
      'https://dev.example/',
      'token',
      '',
    ]);
  });

  for (const name of [
    'ENDPOINT_URL_SYSTEMVSSCONNECTION',
    'endpoint.url.SystemVssConnection',
    'ENDPOINT_AUTH_SYSTEMVSSCONNECTION',
    'ENDPOINT_AUTH_SCHEME_SYSTEMVSSCONNECTION',
    'endpoint auth_parameter_SYSTEMVSSCONNECTION_AccessToken',
  ]) {
    it(`H4 is nobody where a variable ${name} takes the place of what the agent says`, () => {
      assert.deepEqual(told('a', name), [undefined, undefined, '']);
    });
  }
});
