import { capturedDuring, commandsIn, library } from '../agentLibrary';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sinon from 'sinon';
import { federatedToken } from '../../../src/azure/oidc';
import { givenConnections } from './givenConnections';

/** Long enough to be masked. */
const token = 'the.token-of-this.connection';

describe('federatedToken', () => {
  let server: Server;
  /** Where the server of the job is, as the agent says. */
  let own: string;
  let requests: IncomingMessage[];
  let answers: [status: number, body: string][];

  beforeEach(async () => {
    requests = [];
    server = createServer((request, response) => {
      requests.push(request);
      const [status, body] = answers.shift() ?? [404, ''];
      response.writeHead(status).end(body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    own = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    given('system-token', `${own}oidc`);
  });
  afterEach(() => {
    sinon.restore();
    server.closeAllConnections();
    server.close();
  });

  function given(token: string | undefined, uri: string | undefined): void {
    const parameters = token === undefined ? {} : { AccessToken: token };
    givenConnections({ SYSTEMVSSCONNECTION: { parameters } });
    sinon.stub(library, 'getVariable').callsFake((name) => {
      return name === 'System.OidcRequestUri' ? uri : undefined;
    });
    sinon.stub(library, 'getEndpointUrl').returns(own);
  }

  it('A1 asks for the token of the connection, and has it masked', async () => {
    answers = [[200, `{"oidcToken":"${token}"}`]];
    let given = '';
    const output = await capturedDuring(async () => (given = await federatedToken('a&b')));
    assert.equal(given, token);
    assert.deepEqual(commandsIn(output), [`task.setsecret]${token}`]);
    assert(!output.includes('system-token'));
    const [request] = requests;
    assert.equal(request?.method, 'POST');
    assert.match(request.url ?? '', /^\/oidc\?api-version=[\d.]+&serviceConnectionId=a%26b$/);
    assert.equal(request.headers.authorization, 'Bearer system-token');
    assert.equal(request.headers['x-tfs-fedauthredirect'], 'Suppress');
  });

  const refused: [title: string, status: number, body: string][] = [
    ['an error', 403, '{"message":"no"}'],
    ['a page to sign in', 203, '<html>'],
    ['no JSON', 200, '<html>'],
    ['no token', 200, '{}'],
    ['an empty token', 200, '{"oidcToken":""}'],
    ['no bearer token', 200, '{"oidcToken":"a\\ne\\nwas not verified"}'],
    ['null', 200, 'null'],
  ];
  for (const [title, status, body] of refused) {
    it(`A6 names the connection when the answer is ${title}`, async () => {
      answers = [[status, body]];
      await assert.rejects(
        () => capturedDuring(() => federatedToken('id')),
        (error: { code: string; values: string[]; message: string }) => {
          assert.deepEqual([error.code, error.values[0]], ['FederatedTokenRefused', 'id']);
          assert(!error.message.includes('system-token'));
          return true;
        },
      );
    });
  }

  for (const status of [500, 502, 503, 504]) {
    it(`A3 tries again after ${status}`, async () => {
      answers = [
        [status, ''],
        [200, `{"oidcToken":"${token}"}`],
      ];
      await capturedDuring(() => federatedToken('id'));
      assert.equal(requests.length, 2);
    });
  }

  it('A3 tries again after a dropped connection', async () => {
    server.prependOnceListener('request', ({ socket }) => {
      socket.resetAndDestroy();
    });
    answers = [
      [200, ''],
      [200, `{"oidcToken":"${token}"}`],
    ];
    await capturedDuring(() => federatedToken('id'));
    assert.equal(requests.length, 2);
  });

  it('H4 does not show the token of the job to another server', async () => {
    const named = own;
    own = 'https://dev.azure.com/contoso/';
    given('system-token', `${named}oidc`);
    const asked = capturedDuring(() => federatedToken('id'));
    await assert.rejects(asked, (error: { code: string; values: string[] }) => {
      assert.deepEqual([error.code, error.values[0]], ['FederatedTokenRefused', 'id']);
      assert.match(
        error.values[1] ?? '',
        /^the job's variables name http:\/\/127\.0\.0\.1:\d+ for it/,
      );
      return true;
    });
    assert.equal(requests.length, 0);
  });

  it('H4 quotes nothing of an answer that it cannot read, for a token may be in it', async () => {
    answers = [[200, 'the.token.of.somebody']];
    const asked = capturedDuring(() => federatedToken('id'));
    const values = ['id', 'the answer is no JSON object'];
    await assert.rejects(asked, { code: 'FederatedTokenRefused', values });
  });

  for (const [title, token, uri] of [
    ['token', undefined, 'http://127.0.0.1:1'],
    ['address', 'system-token', undefined],
  ] as const) {
    it(`A6 says that the agent gave no ${title} for it`, async () => {
      given(token, uri);
      const asked = capturedDuring(() => federatedToken('id'));
      await assert.rejects(asked, { code: 'FederatedTokenRefused' });
      assert.equal(requests.length, 0);
    });
  }
});
