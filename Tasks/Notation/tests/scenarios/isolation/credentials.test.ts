import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint } from '../../../../../emulator/endpoint';
import type { Job } from '../../../../../emulator/job';
import { findOrphans } from '../../../../../emulator/orphans';
import type { TaskResult } from '../../../../../emulator/results';
import type { StepRun } from '../../../../../emulator/run';
import { snapshot } from '../../../../../emulator/snapshot';
import type { StepHandle } from '../../../../../emulator/step';
import { selfSignedCertificate } from '../../fixtures/certificates';
import { type HeldPlugin, type Hold, publishHeldPlugin } from '../../doubles/heldPlugin';
import { type OidcServer, startOidcServer } from '../../doubles/oidcServer';
import { pushImage } from '../../doubles/registry/image';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { Traces } from '../../fixtures/traces';
import { type World, signInputs } from '../../fixtures/world';
import { hiddenBy, secretLines, shownBy } from '../../fixtures/secrets';

/** How a connection proves its identity, and what of that is secret. */
interface Proof {
  readonly connection: Endpoint;
  readonly secret: string;
  /** The file it goes into, where it does. */
  readonly file?: string;
}

const federatedToken = 'test-federated-token.payload.signature';

type End = (step: StepHandle, hold: Hold) => void;
const release: End = (_step, hold) => {
  hold.release();
};
const ends: readonly (readonly [how: string, result: TaskResult, end: End])[] = [
  ['success', 'Succeeded', release],
  ['failure', 'Failed', release],
  ['SIGINT', 'Canceled', (step) => step.cancel()],
  ['SIGTERM', 'Failed', ({ pid = 0 }) => process.kill(pid, 'SIGTERM')],
  ['SIGHUP', 'Failed', ({ pid = 0 }) => process.kill(pid, 'SIGHUP')],
];

describe('the secrets of a service connection', function () {
  let world: World;
  let oidc: OidcServer;
  let plugin: HeldPlugin;
  let artifactRefs: string;
  const proofs = new Map<string, Proof>();
  /** A job of its own for each version of notation. */
  const jobs = new Map<string, Job>();

  before(async function () {
    world = await openSuiteWorld(this);
    oidc = endedWith(this, await startOidcServer(federatedToken));
    plugin = await publishHeldPlugin(world);
    ({ reference: artifactRefs } = await pushImage(world.registry.host, 'app', 'latest'));
    const { access, folder } = world.vault;
    const login = selfSignedCertificate({ folder: world.root, commonName: 'login' });
    const pem = readFileSync(login.keyPath, 'utf8') + login.pem;
    const allowed = { ...access, clientCertificate: pem, federatedToken };
    writeFileSync(path.join(folder, 'access.json'), JSON.stringify(allowed));
    const identity = { tenantid: access.tenantId, serviceprincipalid: access.clientId };
    const { connection } = world;
    proofs.set('client secret', { connection, secret: access.clientSecret ?? '' });
    proofs.set('certificate', {
      connection: {
        ...connection,
        id: 'a1b2c3d4-0000-4000-8000-000000000003',
        name: 'certificate-connection',
        parameters: {
          ...identity,
          authenticationType: 'spnCertificate',
          servicePrincipalCertificate: pem,
        },
      },
      secret: pem,
      file: 'certificate.pem',
    });
    proofs.set('federated token', {
      connection: {
        ...connection,
        id: 'a1b2c3d4-0000-4000-8000-000000000004',
        name: 'federated-connection',
        scheme: 'WorkloadIdentityFederation',
        parameters: identity,
      },
      secret: federatedToken,
      file: 'federated-token',
    });
  });

  async function newJob(version: string): Promise<Job> {
    const job = world.job({ debug: true, variables: oidc.variables });
    for (const { connection } of proofs.values()) job.addEndpoint(connection);
    const inputs = { command: 'install', isCustomVersion: 'false', version };
    await job.run(world.task, { inputs });
    jobs.set(version, job);
    return job;
  }

  async function start(
    version: string,
    proof: Proof,
    how: string,
  ): Promise<{ job: Job; step: StepHandle; hold: Hold; traces: Traces }> {
    const job = jobs.get(version) ?? (await newJob(version));
    const traces = new Traces(job);
    const hold = plugin.hold({ at: 'get-plugin-metadata' });
    const inputs = {
      ...signInputs(world),
      artifactRefs,
      akvPluginVersion: plugin.version,
      azurekvServiceConection: proof.connection.name,
      ...(how === 'failure' ? { keyid: `${world.keyId}0` } : {}),
    };
    const step = job.start(plugin.task, {
      ...{ inputs, env: hold.environment, timeout: 120_000 },
      timings: { interrupt: 600_000 }, // the emulator sends no second signal
    });
    return { job, step, hold, traces };
  }

  /** What lies in the private directories while the plugin waits. */
  function inspect(job: Job, { secret, file }: Proof): void {
    const [root = ''] = readdirSync(job.temp).filter((name) => /^notation-\w{6}$/.test(name));
    const all = [...snapshot(job.temp)].filter(([name]) => `${name}/`.startsWith(`${root}/`));
    const open = all.filter(([, { type, mode }]) => type === 'directory' && mode !== '0700');
    assert.deepEqual(open, []);
    const files = all.filter(([name]) => name.startsWith(`${root}/credentials/`));
    const expected = file === undefined ? [] : [[`${root}/credentials/${file}`, '0600']];
    assert.deepEqual(
      files.map(([name, { mode }]) => [name, mode]),
      expected,
    );
    for (const [name] of files) {
      assert.equal(readFileSync(path.join(job.temp, name), 'utf8'), secret);
    }
    const commands = findOrphans(job.lookupId).map(({ command }) => command);
    assert(commands.some((command) => command.includes('/notation sign ')));
    assert(commands.some((command) => command.includes('notation-azure-kv get-plugin-metadata')));
    const told = secretLines(secret).filter((line) => commands.join('\n').includes(line));
    assert.deepEqual(told, []);
  }

  async function signWith(proof: Proof, version: string, how: string, end: End): Promise<StepRun> {
    const { job, step, hold, traces } = await start(version, proof, how);
    const hidden = hiddenBy(step);
    const secrets = secretLines(proof.secret);
    try {
      await hold.reached();
      await sleep(50); // for what the step wrote before the plugin was called to arrive
      const used = secrets.filter((line) => !hidden.includes(line));
      assert.deepEqual(used, [], 'used before it was hidden');
      inspect(job, proof);
    } catch (error) {
      step.cancel();
      await step.done;
      throw error;
    }
    end(step, hold);
    const done = await step.done;
    assert.deepEqual(traces.left('sign', done), []);
    const token = job.systemEndpoint.parameters['AccessToken'] ?? '';
    assert.deepEqual(shownBy(done, [...secrets, token]), []);
    return done;
  }

  const versions = notationVersions().map(({ version }) => version);
  for (const name of ['client secret', 'certificate', 'federated token']) {
    for (const [how, result, end] of ends) {
      // Every version is asked for what it says in a debug log; how a step ends is not its affair.
      for (const version of how === 'success' ? versions : versions.slice(-1)) {
        it(`H4 ${name}: hidden before use, in private files, gone after ${how}, with notation ${version}`, async () => {
          const proof = proofs.get(name);
          assert(proof !== undefined);
          const done = await signWith(proof, version, how, end);
          assert.equal(done.result, result, done.log.join('\n'));
        });
      }
    }
  }
});
