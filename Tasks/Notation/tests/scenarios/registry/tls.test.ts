import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { JobOptions } from '../../../../../emulator/job';
import type { StepRun } from '../../../../../emulator/run';
import { type Registry, startRegistry } from '../../doubles/registry/registry';
import {
  type Certificate,
  type CertificateOptions,
  certificateAuthority,
  selfSignedCertificate,
  serverCertificate,
} from '../../fixtures/certificates';
import { TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands, codesOf, logOf } from '../../fixtures/job/logAssertions';
import { storeSigned } from '../../fixtures/registry/content';
import { authOf, writeDockerConfig } from '../../fixtures/registry/logins';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import { type World, registryLogin } from '../../fixtures/world';

const repository = 'team/app';

describe('R7 a registry that speaks TLS', () => {
  let world: World;
  let authority: Certificate;
  let count = 0;

  before(async function () {
    world = await openSuiteWorld(this);
    authority = certificateAuthority({ folder: world.root, commonName: 'tls-authority' });
  });

  const issue = (host: string, options: Partial<CertificateOptions> = {}): Certificate => {
    count += 1;
    const folder = world.root;
    return serverCertificate(authority, [host], {
      folder,
      commonName: `server${count}`,
      ...options,
    });
  };

  async function start(context: Mocha.Context, { pem, keyPath }: Certificate): Promise<Registry> {
    const tls = { cert: pem, key: readFileSync(keyPath, 'utf8') };
    const authentication = { kind: 'basic', ...registryLogin } as const;
    return endedWith(context, await startRegistry({ tls, authentication }));
  }

  /** localhost would be called in plain HTTP. */
  async function run(
    registry: Registry,
    command: 'verify' | 'inspect',
    options: JobOptions,
  ): Promise<StepRun> {
    registry.requests.length = 0;
    const { reference } = storeSigned(registry, repository, world.certificate);
    const artifact = reference.replace('localhost', '127.0.0.1');
    const testJob = TestJob.at(world, newestNotation(), options);
    const host = registry.host.replace('localhost', '127.0.0.1');
    writeDockerConfig(testJob.job, { auths: { [host]: { auth: authOf(registryLogin) } } });
    return command === 'verify'
      ? testJob.verify(artifact)
      : testJob.job.run(world.task, { inputs: { command, artifactRefs: artifact } });
  }

  /** A folder that holds the certificate, beside what is none. */
  function folderOf({ pem }: Certificate): string {
    const folder = mkdtempSync(path.join(world.root, 'authorities-'));
    writeFileSync(path.join(folder, 'authority.pem'), pem);
    writeFileSync(path.join(folder, 'README'), 'no certificate');
    return folder;
  }

  const sources: readonly [name: string, options: () => JobOptions][] = [
    ['the agent’s file', () => ({ certificates: { ca: authority.certificatePath } })],
    ['SSL_CERT_FILE', () => ({ environment: { SSL_CERT_FILE: authority.certificatePath } })],
    ['SSL_CERT_DIR', () => ({ environment: { SSL_CERT_DIR: folderOf(authority) } })],
  ];
  for (const [name, options] of sources) {
    it(`R7 takes an authority of ${name}`, async function () {
      const registry = await start(this, issue('127.0.0.1'));
      for (const command of ['verify', 'inspect'] as const) {
        const step = await run(registry, command, options());
        assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
        assert(registry.requests.length > 0);
      }
    });
  }

  const trusted = (): JobOptions => ({ certificates: { ca: authority.certificatePath } });
  const refused: readonly [
    name: string,
    certificate: () => Certificate,
    options: () => JobOptions,
  ][] = [
    ['of an authority that nobody knows', () => issue('127.0.0.1'), () => ({})],
    ['that has expired', () => issue('127.0.0.1', { expired: true }), trusted],
    ['for another host', () => issue('other.example'), trusted],
    [
      'that signed itself',
      () => selfSignedCertificate({ folder: world.root, commonName: '127.0.0.1' }),
      trusted,
    ],
  ];
  for (const [name, certificate, options] of refused) {
    it(`R7 refuses a certificate ${name}, and sends no login`, async function () {
      const registry = await start(this, certificate());
      const step = await run(registry, 'verify', options());
      assertOnlyTaskCommands(step, 'Failed', [registryLogin.password, authOf(registryLogin)]);
      assert.deepEqual(codesOf(step), ['RegistryCertificateRefused'], logOf(step));
      const message = step.issues[0]?.message ?? '';
      assert(message.includes(registry.host.replace('localhost', '127.0.0.1')), message);
      assert.match(message, /Add the certificate of its authority to the agent's certificates/);
      assert.deepEqual(registry.requests, []);
    });
  }
});
