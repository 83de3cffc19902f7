import assert from 'node:assert/strict';
import type { Endpoint } from '../../../../../emulator/endpoint';
import type { JobOptions } from '../../../../../emulator/job';
import { PIPELINES_HOST, REGISTRY_HOST } from '../../doubles/azure/cloud';
import { type RawServer, startRawServer } from '../../doubles/rawServer';
import { azureLogins } from '../../fixtures/azure/registries';
import { type AzureFixture, openSuiteFixture } from '../../fixtures/azure/azureFixture';
import { codesOf, logOf } from '../../fixtures/job/logAssertions';
import { endedWith } from '../../fixtures/suite';
import { nodeRuntimes } from '../../fixtures/tools';

/** The call is over for HTTP, and yet no answer has come. */
const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n';
const artifact = `${REGISTRY_HOST}/team/app@sha256:${'0'.repeat(64)}`;

/** A service that the task calls, and by which login of a registry it comes to call it. */
interface Row {
  readonly service: string;
  readonly login: keyof typeof azureLogins;
  readonly isSlow?: boolean;
  /** Puts the server in the service's place; gives what the job's agent needs for that. */
  readonly replace: (fixture: AzureFixture, secure: RawServer, plain: RawServer) => JobOptions;
}

const rows: readonly Row[] = [
  {
    service: "the registry's token exchange",
    login: 'ManagedServiceIdentity',
    replace({ cloud }, { address }) {
      cloud.lead(REGISTRY_HOST, address);
      return {};
    },
  },
  {
    service: 'Microsoft Entra ID',
    login: 'WorkloadIdentityFederation',
    replace({ cloud }, { address }) {
      cloud.lead('login.microsoftonline.com', address);
      return {};
    },
  },
  {
    service: "the job's token service",
    login: 'WorkloadIdentityFederation',
    replace({ cloud }, { address }) {
      cloud.lead(PIPELINES_HOST, address);
      return {};
    },
  },
  {
    service: "the agent's proxy",
    login: 'WorkloadIdentityFederation',
    isSlow: true,
    replace: (_scene, _secure, { address }) => ({ proxy: { url: `http://${address}` } }),
  },
];

describe('a step whose service switches protocols', () => {
  for (const { major, path: runtime } of nodeRuntimes()) {
    describe(`on Node ${major}`, () => {
      for (const { service, login, replace, isSlow } of rows) {
        // Its retries take half a minute and more; the other Nodes do the same.
        if (isSlow === true && major !== 24) continue;

        it(`G11 S1 verifies nothing and fails: ${service}`, async function () {
          this.timeout(400_000);
          // A fixture of its own: where its proxy leads to is changed for good.
          const fixture: AzureFixture = await openSuiteFixture(this);
          const secure = endedWith(this, await startRawServer(switching, fixture.cloud.tls));
          const plain = endedWith(this, await startRawServer(switching));
          const connection: Endpoint | undefined = azureLogins[login]?.(fixture);
          assert(connection !== undefined);
          const changed = replace(fixture, secure, plain);
          const job = fixture.job({ job: { ...changed, runtime }, connections: [connection] });
          const run = await fixture.run(job, {
            ...{ command: 'verify', artifactRefs: artifact, containerRegistry: connection.name },
            ...fixture.world.trust(job),
          });
          assert(secure.answered + plain.answered > 0, 'the server was not asked');
          assert.deepEqual([run.result, run.exitCode], ['Failed', 0], logOf(run));
          const told = run.commands.filter(({ event }) => event === 'complete');
          assert.deepEqual(
            told.map(({ properties }) => properties.get('result')),
            ['Failed'],
          );
          assert.equal(codesOf(run).length, 1, logOf(run));
        });
      }
    });
  }
});
