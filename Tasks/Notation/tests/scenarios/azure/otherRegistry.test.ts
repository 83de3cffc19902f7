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
import { codesOf, logOf } from '../../fixtures/gate/verdict';
import { assertSucceeded } from '../../fixtures/inputs/scene';
import { armConnection, passwordConnection } from '../../fixtures/azure/connections';
import {
  azureLogins,
  credentialHelper,
  dockerConfig,
  pushAzureImage,
  startAzureRegistry,
} from '../../fixtures/azure/registries';
import { type Scene, openSuiteScene } from '../../fixtures/azure/scene';

const azurekvServiceConection = 'azure-connection';
const login = { username: 'pusher', password: 'pass:w0rd %41' };

describe('a registry with user and password', () => {
  let scene: Scene;

  before(async function () {
    requireTool(this, 'notation', 'olareg', 'registry');
    scene = await openSuiteScene(this, { authentication: { kind: 'basic', ...registryLogin } });
  });

  function signer(): Endpoint {
    scene.cloud.metadata.hasSystemIdentity = true;
    return armConnection('ManagedServiceIdentity', { tenantid: scene.cloud.tenantId });
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
    const job = scene.job({ connections });
    const containerRegistry = 'registry-by-password';
    const sign = { command: 'sign', keyid: scene.keyId, selfSigned: 'true', artifactRefs };
    const anonymous = await scene.run(job, { ...sign, ...more, azurekvServiceConection });
    assert.deepEqual(codesOf(anonymous), ['RegistryUnauthorized'], logOf(anonymous));
    const inputs = { ...sign, ...more, azurekvServiceConection, containerRegistry };
    assertSucceeded(await scene.run(job, inputs));
    const verify = { command: 'verify', artifactRefs, ...scene.world.trust(job), ...more };
    assertSucceeded(await scene.run(job, { ...verify, containerRegistry }));
    const calls = scene.calls();
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
      const refused = await scene.sign(`${host}/team/app@sha256:${'0'.repeat(64)}`, {}, {});
      assert.deepEqual(codesOf(refused), ['RegistryNotHttps'], logOf(refused));
    } finally {
      await registry.stop();
    }
  });

  describe('beside one of Azure, in one step', () => {
    let registry: Registry;

    before(async () => {
      registry = await startAzureRegistry(scene);
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

    async function signBoth(env: Record<string, string>, job = scene.job()): Promise<void> {
      const other = scene.world.registry;
      const both = [
        await pushAzureImage(scene, registry),
        (await pushImage(other, 'app', 'v1', { credentials: registryLogin })).reference,
      ];
      other.requests.length = 0;
      const acr = azureLogins['ManagedServiceIdentity']?.(scene);
      assert(acr !== undefined);
      job.addEndpoint(signer());
      job.addEndpoint(acr);
      const sign = { command: 'sign', keyid: scene.keyId, selfSigned: 'true' };
      const inputs = { ...sign, azurekvServiceConection, artifactRefs: both.join(',') };
      const containerRegistry = 'acr-connection';
      const run = await scene.run(job, { ...inputs, containerRegistry }, { env });
      assertSucceeded(run);
      assert.equal(run.outputs['SignedCount'], '2');
      // Each registry saw the login that is its own, and no other.
      const seen = other.requests.map(({ headers }) => headers.authorization ?? 'none');
      assert.deepEqual([...new Set(seen)].sort(), [basic(registryLogin), 'none'].sort());
      const [, reference = ''] = both;
      const alone = { ...inputs, artifactRefs: reference, maxParallel: '1' };
      assertSucceeded(await scene.run(job, alone, { env }));
    }

    for (const [title, prepare] of Object.entries(earlier)) {
      it(`A5 keeps the login that was there: ${title}`, async () => {
        const job = scene.job();
        const host = scene.world.registry.host;
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
      const job = scene.job();
      const inputs = { command: 'login', containerRegistry: scene.world.registryConnection.name };
      await startDocker(job, scene.world.docker, { inputs }).done;
      await signBoth({}, job);
    });

    it('A5 keeps its own login from the other', async () => {
      const acr = azureLogins['ManagedServiceIdentity']?.(scene);
      assert(acr !== undefined);
      const { reference } = await pushImage(scene.world.registry, 'app', 'v1', {
        credentials: registryLogin,
      });
      scene.world.registry.requests.length = 0;
      const inputs = { azurekvServiceConection, containerRegistry: 'acr-connection' };
      const run = await scene.sign(reference, inputs, { connections: [signer(), acr] });
      assert.deepEqual(codesOf(run), ['RegistryUnauthorized'], logOf(run));
      const headers = scene.world.registry.requests.map(
        ({ headers: { authorization } }) => authorization,
      );
      assert(headers.length > 0 && headers.every((one) => one === undefined), REGISTRY_HOST);
    });
  });
});
