import { capturedDuring, library } from '../agentLibrary';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sinon from 'sinon';
import { federatedToken } from '../../../src/azure/oidc';
import { tokenAddress } from '../../../src/azure/oidcAddress';
import { givenConnections } from './givenConnections';

const older = {
  'System.CollectionUri': 'https://server.example/tfs/Shop/',
  'System.TeamProjectId': 'project',
  'System.HostType': 'release',
  'System.PlanId': 'plan',
  'System.JobId': 'job',
};
const path = '_apis/distributedtask/hubs/release/plans/plan/jobs/job/oidctoken';

function given(variables: Readonly<Record<string, string>>): void {
  sinon.stub(library, 'getVariable').callsFake((name) => variables[name]);
}

describe('tokenAddress', () => {
  afterEach(() => {
    sinon.restore();
  });

  async function address(variables: Readonly<Record<string, string>>): Promise<string | undefined> {
    given(variables);
    let found: string | undefined;
    await capturedDuring(() => Promise.resolve((found = tokenAddress())));
    return found;
  }

  it('A3 is the one that Azure Pipelines names', async () => {
    const variables = { ...older, 'System.OidcRequestUri': 'https://dev.example/oidctoken' };
    assert.equal(await address(variables), 'https://dev.example/oidctoken?api-version=7.1');
  });

  for (const collection of [
    'https://server.example/tfs/Shop/',
    'https://server.example/tfs/Shop',
  ]) {
    it(`A3 is that of the API for tasks where none is named: ${collection}`, async () => {
      const variables = { ...older, 'System.CollectionUri': collection };
      const expected = `https://server.example/tfs/Shop/project/${path}?api-version=7.2-preview.1`;
      assert.equal(await address(variables), expected);
    });
  }

  for (const missing of Object.keys(older)) {
    it(`A3 is none without ${missing}`, async () => {
      assert.equal(await address({ ...older, [missing]: '' }), undefined);
    });
  }
});

describe('the token service that sends its visitors elsewhere', () => {
  let server: Server;

  afterEach(() => {
    sinon.restore();
    server.close();
  });

  it('A3 is not followed: the token of the job would go along', async () => {
    const paths: string[] = [];
    server = createServer((request, response) => {
      paths.push(request.url ?? '');
      response.writeHead(307, { Location: '/elsewhere' }).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/oidc`;
    givenConnections({ SYSTEMVSSCONNECTION: { parameters: { AccessToken: 'token' } } });
    given({ 'System.OidcRequestUri': uri });
    const asked = capturedDuring(() => federatedToken('id'));
    await assert.rejects(asked, { code: 'FederatedTokenRefused', values: ['id', 'status 307'] });
    assert.deepEqual(paths.length, 1);
  });
});
