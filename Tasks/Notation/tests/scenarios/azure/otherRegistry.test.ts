import assert from 'node:assert/strict';
import { delimiter } from 'node:path';
import path from 'node:path';
import { startDocker } from '../../../../../emulator/docker';
import type { Endpoint } from '../../../../../emulator/endpoint';
import { REGISTRY_HOST } from '../../doubles/azure/cloud';
import { startDistribution, startOlareg } from '../../doubles/registries';
import { basic } from '../../doubles/registry/client';
import { pushImage } from '../../doubles/registry/image';
import { type Registry, startRegistry } from '../../doubles/registry/registry';
import { requireTool } from '../../fixtures/tools';
import { registryLogin } from '../../fixtures/world';
import { codesOf, logOf } from '../../fixtures/job/logAssertions';
import { assertSucceeded } from '../../fixtures/inputs/inputFixture';
import { armConnection, passwordConnection } from '../../fixtures/azure/connections';
import {
  azureLogins,
  credentialHelper,
  dockerConfig,
  pushAzureImage,
  startAzureRegistry,
} from '../../fixtures/azure/registries';
import { type AzureFixture, openSuiteFixture } from '../../fixtures/azure/azureFixture';

const azurekvServiceConection = 'azure-connection';
const login = { username: 'pusher', password: 'pass:w0rd %41' };

describe('a registry with user and password', () => {
  let fixture: AzureFixture;

  before(async function () {
    requireTool(this, 'notation', 'olareg', 'registry');
    fixture = await openSuiteFixture(this, { authentication: { kind: 'basic', ...registryLogin } });
  });

  function signer(): Endpoint {
    fixture.cloud.metadata.hasSystemIdentity = true;
    return armConnection('ManagedServiceIdentity', { tenantid: fixture.cloud.tenantId });
  }

  async function signAndVerify(
    host: string,
    credentials: typeof login,
    more: Record<string, string> = {},
    target: Registry | string = host,
  ): Promise<void> {
    const { digest } = await pushImage(target, 'team/app', 'v1', { credentials });
    const artifactRefs = `${host}/team/app@${digest}`;
    const { username, password } = credentials;
    const connections = [signer(), passwordConnection(host, username, password)];
    const job = fixture.job({ connections });
    const containerRegistry = 'registry-by-password';
    const sign = { command: 'sign', keyid: fixture.keyId, selfSigned: 'true', artifactRefs };
    const anonymous = await fixture.run(job, { ...sign, ...more, azurekvServiceConection });
    assert.deepEqual(codesOf(anonymous), ['RegistryUnauthorized'], logOf(anonymous));
    const inputs = { ...sign, ...more, azurekvServiceConection, containerRegistry };
    assertSucceeded(await fixture.run(job, inputs));
    const verify = { command: 'verify', artifactRefs, ...fixture.world.trust(job), ...more };
    assertSucceeded(await fixture.run(job, { ...verify, containerRegistry }));
    const calls = fixture.calls();
    assert(calls.every(({ environment }) => environment['NOTATION_PASSWORD'] === undefined));
  }

  for (const [name, start] of Object.entries({
    olareg: startOlareg,
    distribution: startDistribution,
  })) {
    it(`A5 is logged in to by its connection: ${name}`, async () => {
      // Its static login is cut at each colon.
      const auth = name === 'olareg' ? { ...login, password: 'passw0rd %41' } : login;
      const server = await start({ auth });
      try {
        // olareg can lose a first signature that is stored by tag.
        await signAndVerify(server.host, auth, name === 'olareg' ? { referrers: 'api' } : {});
      } finally {
        await server.stop();
      }
    });
  }

  it('A5 is logged in to by its connection: one that gives tokens', async () => {
    const registry = await startRegistry({ authentication: { kind: 'bearer', ...login } });
    try {
      await signAndVerify(registry.host, login, {}, registry);
    } finally {
      await registry.stop();
    }
  });

  it('A5 is logged in to over plain HTTP, where the step says so', async () => {
    const registry = await startRegistry({ authentication: { kind: 'basic', ...login } });
    try {
      const host = registry.host.replace('localhost', '127.0.0.1');
      const insecureRegistry = { insecureRegistry: 'true' };
      await signAndVerify(host, login, insecureRegistry, registry);
      const refused = await fixture.sign(`${host}/team/app@sha256:${'0'.repeat(64)}`, {}, {});
      assert.deepEqual(codesOf(refused), ['RegistryNotHttps'], logOf(refused));
    } finally {
      await registry.stop();
    }
  });

  describe('beside one of Azure, in one step', () => {
    let registry: Registry;

    before(async () => {
      registry = await startAzureRegistry(fixture);
    });

    after(() => registry.stop());

    afterEach(() => {
      registry.reset();
    });

    /** How a job may have been logged in before: what its environment then holds. */
    const earlier: Record<string, (folder: string, host: string) => Record<string, string>> = {
      'a credential store': (folder, host) => ({
        PATH: credentialHelper(folder, host, registryLogin),
        config: JSON.stringify({ credsStore: 'test' }),
      }),
      'a credential helper of that registry': (folder, host) => ({
        PATH: credentialHelper(folder, host, registryLogin),
        config: JSON.stringify({ credHelpers: { [host]: 'test' } }),
      }),
      'a docker configuration': (_folder, host) => {
        const { username, password } = registryLogin;
        const auth = Buffer.from(`${username}:${password}`).toString('base64');
        return { config: JSON.stringify({ auths: { [host]: { auth } } }) };
      },
    };

    async function signBoth(env: Record<string, string>, job = fixture.job()): Promise<void> {
      const other = fixture.world.registry;
      const both = [
        await pushAzureImage(fixture, registry),
        (await pushImage(other, 'app', 'v1', { credentials: registryLogin })).reference,
      ];
      other.requests.length = 0;
      const acr = azureLogins['ManagedServiceIdentity']?.(fixture);
      assert(acr !== undefined);
      job.addEndpoint(signer());
      job.addEndpoint(acr);
      const sign = { command: 'sign', keyid: fixture.keyId, selfSigned: 'true' };
      const inputs = { ...sign, azurekvServiceConection, artifactRefs: both.join(',') };
      const containerRegistry = 'acr-connection';
      const run = await fixture.run(job, { ...inputs, containerRegistry }, { env });
      assertSucceeded(run);
      assert.equal(run.outputs['SignedCount'], '2');
      // Each registry saw the login that is its own, and no other.
      const seen = other.requests.map(({ headers }) => headers.authorization ?? 'none');
      assert.deepEqual([...new Set(seen)].sort(), [basic(registryLogin), 'none'].sort());
      const [, reference = ''] = both;
      const alone = { ...inputs, artifactRefs: reference, maxParallel: '1' };
      assertSucceeded(await fixture.run(job, alone, { env }));
    }

    for (const [title, prepare] of Object.entries(earlier)) {
      it(`A5 keeps the login that was there: ${title}`, async () => {
        const job = fixture.job();
        const host = fixture.world.registry.host;
        const { PATH, config = '' } = prepare(path.join(job.root, 'helper'), host);
        const DOCKER_CONFIG = dockerConfig(job, 'docker', JSON.parse(config));
        const before = job.environment['PATH'] ?? '';
        await signBoth({
          DOCKER_CONFIG,
          ...(PATH === undefined ? {} : { PATH: [before, PATH].join(delimiter) }),
        });
      });
    }

    it('A5 keeps the login that was there: the Docker task’s', async () => {
      const job = fixture.job();
      const inputs = { command: 'login', containerRegistry: fixture.world.registryConnection.name };
      await startDocker(job, fixture.world.docker, { inputs }).done;
      await signBoth({}, job);
    });

    it('A5 keeps its own login from the other', async () => {
      const acr = azureLogins['ManagedServiceIdentity']?.(fixture);
      assert(acr !== undefined);
      const { reference } = await pushImage(fixture.world.registry, 'app', 'v1', {
        credentials: registryLogin,
      });
      fixture.world.registry.requests.length = 0;
      const inputs = { azurekvServiceConection, containerRegistry: 'acr-connection' };
      const run = await fixture.sign(reference, inputs, { connections: [signer(), acr] });
      assert.deepEqual(codesOf(run), ['RegistryUnauthorized'], logOf(run));
      const headers = fixture.world.registry.requests.map(
        ({ headers: { authorization } }) => authorization,
      );
      assert(headers.length > 0 && headers.every((one) => one === undefined), REGISTRY_HOST);
    });
  });
});
