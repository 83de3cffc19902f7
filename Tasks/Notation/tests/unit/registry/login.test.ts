import { capturedDuring, commandsIn, library } from '../agentLibrary';
import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type RegistryLogin, loginEnvironment, registryLogin } from '../../../src/registry/login';
import { givenConnections } from '../azure/givenConnections';

const principal = { serviceprincipalid: 'client', serviceprincipalkey: 'the-secret' };

describe('registryLogin', () => {
  let output: string;

  afterEach(() => {
    sinon.restore();
  });

  async function loginOf(
    type: string,
    parameters: Readonly<Record<string, string>>,
    scheme?: string,
  ): Promise<RegistryLogin | undefined> {
    givenConnections({ id: { scheme, parameters } });
    sinon
      .stub(library, 'getEndpointDataParameter')
      .callsFake((_id, name) => (name === 'registrytype' ? type : undefined));
    let login: RegistryLogin | undefined;
    output = await capturedDuring(async () => (login = await registryLogin('id')));
    return login;
  }

  const hosts: [typed: string, host: string][] = [
    ['https://index.docker.io/v1/', 'docker.io'],
    ['registry-1.docker.io', 'docker.io'],
    ['https://Registry.Example.com/', 'registry.example.com'],
    ['http://10.0.0.1:5000/v2/', '10.0.0.1:5000'],
    ['registry.example.com', 'registry.example.com'],
  ];
  for (const [typed, registry] of hosts) {
    it(`A5 takes ${typed} for ${registry}`, async () => {
      const parameters = { registry: typed, username: 'user', password: 'pass-word' };
      const login = await loginOf('Others', parameters);
      assert.deepEqual(login, { registry, username: 'user', password: 'pass-word' });
      const hidden = ['pass-word', Buffer.from('user:pass-word').toString('base64')];
      assert.deepEqual(
        commandsIn(output),
        hidden.map((secret) => `task.setsecret]${secret}`),
      );
    });
  }

  const azure = [
    ...['myregistry.azurecr.io', 'MyRegistry.azurecr.io', 'r.azurecr.us', 'r.azurecr.cn'],
    ...['r.westeurope.azurecr.io', 'r.westeurope.geo.azurecr.io', 'my-registry-abc.azurecr.de'],
  ];
  for (const host of azure) {
    for (const scheme of ['ServicePrincipal', 'serviceprincipal', undefined]) {
      it(`A5 knows ${host} as one of Azure (${scheme ?? 'no scheme'})`, async () => {
        const login = await loginOf('ACR', { ...principal, loginServer: host }, scheme);
        const registry = host.toLowerCase();
        assert.deepEqual(login, { registry, username: 'client', password: 'the-secret' });
      });
    }
  }

  const others = [
    ...['azurecr.io', 'evil.example', 'r.azurecr.io.evil.example', 'evilazurecr.io'],
    ...['r.azurecr.io@evil.example', 'evil.example#.azurecr.io', 'evil.example?.azurecr.io'],
    ...[
      'evil.example\\.azurecr.io',
      'r.azurecr.io:444',
      'r.azurecr.com',
      '.azurecr.io',
      'r..azurecr.io',
    ],
    ...['evil.example/.azurecr.io', 'https://evil.example/r.azurecr.io'],
  ];
  for (const host of others) {
    for (const scheme of ['ServicePrincipal', 'ManagedServiceIdentity']) {
      it(`A5 does not take ${host} for one of Azure (${scheme})`, async () => {
        const login = loginOf('ACR', { ...principal, loginServer: host }, scheme);
        await assert.rejects(login, { code: 'NotAnAzureRegistry' });
      });
    }
  }

  it('A6 names a scheme that it does not know', async () => {
    const login = loginOf('ACR', { ...principal, loginServer: 'r.azurecr.io' }, 'Token');
    await assert.rejects(login, { code: 'ConnectionSchemeUnknown', values: ['id', 'Token'] });
  });
});

describe('loginEnvironment', () => {
  const login = { registry: 'r.example', username: 'user', password: 'word' };

  it('A5 is for that registry alone', () => {
    const expected = { NOTATION_USERNAME: 'user', NOTATION_PASSWORD: 'word' };
    assert.deepEqual(loginEnvironment(login, 'r.example'), expected);
    for (const other of ['r.example:443', 'sub.r.example', 'r.example.com', ''])
      assert.deepEqual(loginEnvironment(login, other), {});
    assert.deepEqual(loginEnvironment(undefined, 'r.example'), {});
  });

  it('A5 is for Docker Hub by each of its names', () => {
    const hub = { ...login, registry: 'docker.io' };
    for (const name of ['docker.io', 'index.docker.io', 'registry-1.docker.io'])
      assert.notDeepEqual(loginEnvironment(hub, name), {}, name);
    for (const other of ['evil.docker.io', 'hub.docker.io', 'index.docker.io.example'])
      assert.deepEqual(loginEnvironment(hub, other), {}, other);
  });
});
