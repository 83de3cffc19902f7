import { capturedDuring, commandsIn } from '../agentLibrary';
import assert from 'node:assert/strict';
import sinon from 'sinon';
import { HttpClient } from 'typed-rest-client/HttpClient';
import { connection } from '../../../src/agent/serviceConnection';
import { entraToken } from '../../../src/azure/entra';
import { givenConnections } from './givenConnections';

describe('entraToken', () => {
  afterEach(() => {
    sinon.restore();
  });

  /** The token of a machine whose metadata service answers this. */
  async function tokenFrom(body: string, statusCode = 200): Promise<[token: string, told: string]> {
    givenConnections({ id: { parameters: {} } });
    const response = { message: { statusCode }, readBody: () => Promise.resolve(body) };
    sinon.stub(HttpClient.prototype, 'get').resolves(response as never);
    let token = '';
    const told = await capturedDuring(async () => {
      token = await entraToken(connection('id'), 'ManagedServiceIdentity', 'r.azurecr.io');
    });
    return [token, told];
  }

  it('A5 has it masked', async () => {
    const [token, told] = await tokenFrom('{"access_token":"the.token"}');
    assert.equal(token, 'the.token');
    assert.deepEqual(commandsIn(told), ['task.setsecret]the.token']);
  });

  for (const [title, status, body, reason] of [
    [
      'what Microsoft Entra ID says',
      400,
      '{"error_description":"AADSTS1: no\\r\\nTrace"}',
      'AADSTS1: no',
    ],
    ['the status, where it says nothing', 404, '{}', 'status 404'],
    ['nothing of an answer that it cannot read', 200, 'the.token', 'the answer is no JSON object'],
  ] as const) {
    it(`H4 tells ${title}`, async () => {
      const error = { code: 'EntraTokenRefused', values: ['id', reason] };
      await assert.rejects(() => tokenFrom(body, status), error);
    });
  }
});
