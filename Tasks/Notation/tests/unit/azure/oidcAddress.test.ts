import { captured, capturedDuring, library } from '../agentLibrary';
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

function given(variables: Readonly<Record<string, string>>, server: string | undefined): void {
  sinon.stub(library, 'getVariable').callsFake((name) => variables[name]);
  const isSystem = (id: string): boolean => id === 'SYSTEMVSSCONNECTION';
  sinon.stub(library, 'getEndpointUrl').callsFake((id) => (isSystem(id) ? server : undefined));
}

describe('tokenAddress', () => {
  afterEach(() => {
    sinon.restore();
  });

  function address(
    variables: Readonly<Record<string, string>>,
    server: string | undefined = 'https://server.example/tfs/',
  ): string | undefined {
    given(variables, server);
    let found: string | undefined;
    captured(() => (found = tokenAddress()?.href));
    return found;
  }

  it('A3 is the one that Azure Pipelines names', () => {
    const variables = { ...older, 'System.OidcRequestUri': 'https://server.example/oidctoken' };
    assert.equal(address(variables), 'https://server.example/oidctoken?api-version=7.1');
  });

  for (const collection of [
    'https://server.example/tfs/Shop/',
    'https://server.example/tfs/Shop',
  ]) {
    it(`A3 is that of the API for tasks where none is named: ${collection}`, () => {
      const variables = { ...older, 'System.CollectionUri': collection };
      const expected = `https://server.example/tfs/Shop/project/${path}?api-version=7.2-preview.1`;
      assert.equal(address(variables), expected);
    });
  }

  for (const missing of Object.keys(older)) {
    it(`A3 is none without ${missing}`, () => {
      assert.equal(address({ ...older, [missing]: '' }), undefined);
    });
  }

  it('A3 is none where the agent does not say which server runs the job', () => {
    assert.equal(address(older, ''), undefined);
  });

  /** An earlier step may set the variables, and the token of the job goes to the address. */
  const table: [named: string, server: string, isRight: boolean][] = [
    ['https://dev.azure.com/contoso/p/oidctoken', 'https://dev.azure.com/contoso/', true],
    ['https://DEV.azure.com:443/contoso/p/oidctoken', 'https://dev.azure.com/contoso/', true],
    ['https://contoso.visualstudio.com/p/oidctoken', 'https://contoso.visualstudio.com/', true],
    ['https://dev.azure.com/contoso/p/oidctoken', 'https://contoso.visualstudio.com/', true],
    ['https://contoso.vsrm.visualstudio.com/oidctoken', 'https://contoso.visualstudio.com/', true],
    ['https://contoso.visualstudio.com/p/oidctoken', 'https://dev.azure.com/contoso/', true],
    ['https://vstoken.dev.azure.com/oidctoken', 'https://dev.azure.com/contoso/', true],
    ['https://server.example/tfs/oidctoken', 'https://server.example/tfs/', true],
    ['http://server.example:8080/tfs/oidctoken', 'http://server.example:8080/tfs/', true],
    ['http://dev.azure.com/contoso/p/oidctoken', 'https://dev.azure.com/contoso/', false],
    ['http://contoso.visualstudio.com/oidctoken', 'https://dev.azure.com/contoso/', false],
    ['https://dev.azure.com:8443/oidctoken', 'https://dev.azure.com/contoso/', false],
    ['https://evil.example/oidctoken', 'https://dev.azure.com/contoso/', false],
    ['https://dev.azure.com@evil.example/oidctoken', 'https://dev.azure.com/contoso/', false],
    ['https://dev.azure.com.evil.example/', 'https://dev.azure.com/contoso/', false],
    ['https://evildev.azure.com/oidctoken', 'https://dev.azure.com/contoso/', false],
    ['https://evil.azurewebsites.net/.dev.azure.com', 'https://dev.azure.com/contoso/', false],
    ['https://a.tunnels.visualstudio.com/oidctoken', 'https://dev.azure.com/contoso/', false],
    ['https://dev.azure.com/evil/oidctoken', 'https://server.example/tfs/', false],
    ['https://server.example/tfs/oidctoken', 'http://server.example/tfs/', false],
    ['http://server.example/tfs/oidctoken', 'https://server.example/tfs/', false],
    ['http://server.example:8081/oidctoken', 'http://server.example:8080/tfs/', false],
    ['https://other.example/tfs/oidctoken', 'https://server.example/tfs/', false],
    ['file:///oidctoken', 'file:///tfs/', false],
    ['oidctoken', 'https://dev.azure.com/contoso/', false],
  ];
  for (const [named, server, isRight] of table) {
    it(`H4 is ${isRight ? '' : 'not '}${named} for a job of ${server}`, () => {
      const find = (): unknown => address({ 'System.OidcRequestUri': named }, server);
      if (isRight) assert.equal(new URL(String(find())).host, new URL(named).host);
      else assert.throws(find, /the job's variables name/);
    });
  }

  it('H4 is not one that a variable for the collection names, either', () => {
    const variables = { ...older, 'System.CollectionUri': 'https://evil.example/tfs/' };
    assert.throws(() => address(variables), /https:\/\/evil\.example for it/);
  });
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
    given({ 'System.OidcRequestUri': uri }, uri);
    const asked = capturedDuring(() => federatedToken('id'));
    await assert.rejects(asked, { code: 'FederatedTokenRefused', values: ['id', 'status 307'] });
    assert.deepEqual(paths.length, 1);
  });
});
