import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Job } from '../../../../../emulator/job';
import { findOrphans } from '../../../../../emulator/orphans';
import { type HeldPlugin, publishHeldPlugin } from '../../doubles/heldPlugin';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { type World, signInputs } from '../../fixtures/world';

type Environment = Readonly<Record<string, string>>;

const secrets = {
  'Agent.ProxyPassword': 'test-proxy-password',
  'Agent.ClientCertPassword': 'test-client-certificate-password',
  'My.Password': 'test-secret-variable',
};
const ticket = 'test-secure-file-ticket';
const ofTheDockerTask = 'test-registry-token';
const given = { VAULT_TOKEN: 'test-vault-token', AWS_PROFILE: 'signing', MY_OWN: '$(My.Password)' };
const internal =
  /^(INPUT_|ENDPOINT_|SECRET_|SECUREFILE_|VSTS_(?!PROCESS_LOOKUP_ID$)|SYSTEM_ACCESSTOKEN$|AGENT_PROXY(USERNAME|PASSWORD)$|AGENT_CLIENTCERT|CONTAINER_AUTHENTICATIONTOKEN$)/i;

describe('the environment of notation and of its plugin', function () {
  let world: World;
  let plugin: HeldPlugin;
  let artifactRefs: string;

  before(async function () {
    world = await openSuiteWorld(this);
    plugin = await publishHeldPlugin(world);
    ({ reference: artifactRefs } = await pushImage(world.registry.host, 'app', 'latest'));
  });

  function newJob(): Job {
    const job = world.job({
      secrets,
      proxy: { url: 'http://127.0.0.1:9', username: 'proxy-user', bypass: ['127\\.0\\.0\\.1'] },
      certificates: { clientCertificate: '/client.pem', clientKey: '/client.key' },
      variables: { CONTAINER_AUTHENTICATIONTOKEN: ofTheDockerTask },
    });
    job.addSecureFile({ id: 'b1b2c3d4-0000-4000-8000-000000000001', name: 'key.pem', ticket });
    return job;
  }

  /** The environments of notation and of the plugin that runs under it, of a sign step with `env:`. */
  async function environments(version: string, job: Job): Promise<Environment[]> {
    const install = { command: 'install', isCustomVersion: 'false', version };
    await job.run(world.task, { inputs: install });
    const hold = plugin.hold();
    const step = job.start(plugin.task, {
      inputs: { ...signInputs(world), akvPluginVersion: plugin.version, artifactRefs },
      timeout: 120_000,
      env: {
        ...hold.environment,
        ...given,
        SYSTEM_ACCESSTOKEN: '$(System.AccessToken)',
        NOTATION_CONFIG: path.join(job.root, 'config'),
        NOTATION_LIBEXEC: path.join(job.root, 'libexec'),
        NOTATION_CACHE: path.join(job.root, 'cache'),
        NOTATION_EXPERIMENTAL: '1',
      },
    });
    await Promise.race([hold.reached(), step.done]);
    const [notation] = findOrphans(job.lookupId).filter(({ command }) =>
      /^\S+\/notation sign /.test(command),
    );
    const seen = notation === undefined ? undefined : environmentOf(notation.pid);
    hold.release();
    const { result, log } = await step.done;
    assert(seen !== undefined);
    assert.equal(result, 'Succeeded', log.join('\n'));
    const ofPlugin = world.vault.calls().at(-1)?.environment;
    assert(ofPlugin !== undefined);
    return [seen, ofPlugin];
  }

  for (const { version } of notationVersions()) {
    it(`H8 holds what the user put there and nothing of the agent’s own, with notation ${version}`, async () => {
      const job = newJob();
      const token = job.systemEndpoint.parameters['AccessToken'] ?? '';
      const withheld = [token, ticket, ofTheDockerTask, ...Object.values(secrets)];
      const wanted = {
        ...given,
        MY_OWN: secrets['My.Password'],
        VSTS_PROCESS_LOOKUP_ID: job.lookupId,
        HOME: job.home,
        AZURE_CLIENT_SECRET: world.vault.access.clientSecret ?? '',
      };
      for (const environment of await environments(version, job)) {
        const names = Object.keys(environment);
        assert.deepEqual(
          names.filter((name) => internal.test(name)),
          [],
        );
        // Where the user himself wrote a secret into `env:` it is his wish, and the proxy needs its password.
        const told = Object.entries(environment).filter(
          ([name, value]) =>
            !/^(MY_OWN|HTTPS?_PROXY)$/.test(name) && withheld.some((one) => value.includes(one)),
        );
        assert.deepEqual(
          told.map(([name]) => name),
          [],
        );
        for (const [name, value] of Object.entries(wanted)) {
          assert.equal(environment[name], value, name);
        }
        for (const name of ['NOTATION_CONFIG', 'NOTATION_LIBEXEC']) {
          assert.match(environment[name] ?? '', /\/_temp\/notation-\w{6}\//, name);
        }
        assert.match(environment['NOTATION_CACHE'] ?? '', /\/_temp\/notation-cache$/);
        assert.equal(environment['NOTATION_EXPERIMENTAL'], undefined);
      }
    });
  }
});

function environmentOf(pid: number): Environment {
  const pairs = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
