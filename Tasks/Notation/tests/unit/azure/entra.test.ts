import { capturedDuring, commandsIn, library } from '../agentLibrary';
import assert from 'node:assert/strict';
import sinon from 'sinon';
import { connection } from '../../../src/agent/serviceConnection';
import { entraToken } from '../../../src/azure/entra';
import { openDetours } from '../../doubles/detour';
import { startServices } from '../../doubles/azure/service';
import { givenConnections } from './givenConnections';

describe('entraToken', () => {
  afterEach(() => {
    sinon.restore();
  });

  /** The token of a machine whose metadata service answers this. */
  async function tokenFrom(body: unknown, status = 200): Promise<[token: string, told: string]> {
    givenConnections({ id: { parameters: {} } });
    // A proxy of the agent: nobody listens there.
    const variables: Readonly<Record<string, string>> = { 'Agent.ProxyUrl': 'http://127.0.0.1:9' };
    sinon.stub(library, 'getVariable').callsFake((name) => variables[name]);
    const service = await startServices(() => () => ({ status, body }));
    const closeDetours = openDetours({ '169.254.169.254:80': service.port });
    try {
      let token = '';
      const told = await capturedDuring(async () => {
        token = await entraToken(connection('id'), 'ManagedServiceIdentity', 'r.azurecr.io');
      });
      return [token, told];
    } finally {
      closeDetours();
      await service.stop();
    }
  }

  it('A5 S9 has it masked, and asks past the proxy', async () => {
    const given = 'the.token-of-a.machine';
    const [token, told] = await tokenFrom({ access_token: given });
    assert.equal(token, given);
    assert.deepEqual(commandsIn(told), [`task.setsecret]${given}`]);
  });

  it('S7 does not mask a short one: the agent would blot it out everywhere', async () => {
    const [token, told] = await tokenFrom({ access_token: 'verified' });
    assert.equal(token, 'verified');
    assert.deepEqual(commandsIn(told), []);
  });

  for (const [title, status, body, reason] of [
    [
      'what Microsoft Entra ID says',
      400,
      { error_description: 'AADSTS1: no\r\nTrace' },
      'AADSTS1: no',
    ],
    ['the status, where it says nothing', 404, {}, 'status 404'],
    ['nothing of an answer that it cannot read', 200, 'the.token', 'the answer is no JSON object'],
    [
      'nothing of what is no token',
      200,
      { access_token: 'a\ne\nwas not verified' },
      'the token in the answer is no bearer token',
    ],
  ] as const) {
    it(`H4 S7 tells ${title}`, async () => {
      const error = { code: 'EntraTokenRefused', values: ['id', reason] };
      await assert.rejects(() => tokenFrom(body, status), error);
    });
  }
});
