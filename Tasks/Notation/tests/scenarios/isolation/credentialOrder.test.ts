import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint } from '../../../../../emulator/endpoint';
import { selfSignedCertificate } from '../../fixtures/certificates';
import { type OidcServer, startOidcServer } from '../../doubles/oidcServer';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';
import { TestJob } from '../../fixtures/job/testJob';
import { logOf } from '../../fixtures/job/logAssertions';

const artifact = `localhost:1/app@sha256:${'0'.repeat(64)}`;

describe('a step that still downloads its plugin', function () {
  let world: World;
  let oidc: OidcServer;

  before(async function () {
    world = await openSuiteWorld(this);
    oidc = endedWith(this, await startOidcServer('test-federated-token.payload.signature'));
  });

  afterEach(() => {
    world.releases.setFault(undefined);
  });

  /** A connection whose proof of identity is a file. */
  function connection(scheme: 'ServicePrincipal' | 'WorkloadIdentityFederation'): Endpoint {
    const { access } = world.vault;
    const login = selfSignedCertificate({ folder: world.root, commonName: 'login' });
    const proof = {
      authenticationType: 'spnCertificate',
      servicePrincipalCertificate: readFileSync(login.keyPath, 'utf8') + login.pem,
    };
    const identity = { tenantid: access.tenantId, serviceprincipalid: access.clientId };
    return {
      ...world.connection,
      ...{ id: 'a1b2c3d4-0000-4000-8000-000000000007', name: 'file-connection', scheme },
      parameters: { ...identity, ...(scheme === 'ServicePrincipal' ? proof : {}) },
    };
  }

  for (const scheme of ['ServicePrincipal', 'WorkloadIdentityFederation'] as const) {
    it(`H4 has written no credential yet, and asked for none: ${scheme}`, async () => {
      const testJob = TestJob.at(world, newestNotation(), { variables: oidc.variables });
      const { job } = testJob;
      const { name } = connection(scheme);
      job.addEndpoint(connection(scheme));
      const asked = new Promise<void>((resolve) => {
        world.releases.setFault(() => {
          resolve();
          return { kind: 'stall', after: 100 };
        });
      });
      const inputs = { command: 'sign', artifactRefs: artifact, keyid: world.keyId };
      const step = job.start(world.task, {
        inputs: { ...inputs, azurekvServiceConection: name, akvPluginVersion: '1.2.1' },
        timeout: 120_000,
      });
      await Promise.race([asked, step.done]);
      await sleep(50);
      const there = readdirSync(job.temp, { recursive: true }) as string[];
      step.cancel();
      const log = logOf(await step.done);
      assert(
        there.some((one) => /^notation-\w{6}[/\\]credentials$/.test(one)),
        log,
      );
      const written = there.filter((one) => /[/\\]credentials[/\\]/.test(one));
      assert.deepEqual([written, oidc.requests.length], [[], 0], log);
    });
  }
});
