import assert from 'node:assert/strict';
import { environments } from '../../doubles/azure/cloud';
import { pushImage } from '../../doubles/registry/image';
import { assertSucceeded } from '../../fixtures/inputs/inputFixture';
import { logOf } from '../../fixtures/job/logAssertions';
import { type Identity, identities } from '../../fixtures/azure/identities';
import {
  type AzureFixture,
  pluginVersions,
  openSuiteFixture,
} from '../../fixtures/azure/azureFixture';

describe('the identity that signs, as Azure’s own libraries find it', () => {
  let fixture: AzureFixture;

  before(async function () {
    fixture = await openSuiteFixture(this);
  });

  async function signBy(
    identity: Identity,
    akvPluginVersion: string,
    cloud: keyof typeof environments = 'public',
  ): Promise<Record<string, string>> {
    const { connection, env = {} } = identity.prepare(fixture, environments[cloud]);
    const { reference, digest } = await pushImage(fixture.world.registry, 'app', 'v1');
    const inputs = {
      akvPluginVersion,
      keyid: fixture.keyIn(cloud),
      ...(connection === undefined ? {} : { azurekvServiceConection: connection.name }),
    };
    const options = { env, connections: connection === undefined ? [] : [connection] };
    const run = await fixture.sign(reference, inputs, options);
    assertSucceeded(run);
    assert.equal(fixture.world.registry.store.signaturesOf('app', digest).length, 1, logOf(run));
    const call = fixture.calls().find(({ command }) => command === 'generate-signature');
    assert(call !== undefined);
    const type = akvPluginVersion === '1.0.2' ? undefined : identity.credentialType;
    const expected = type === undefined ? {} : { credential_type: type };
    assert.deepEqual(call.pluginConfig, { self_signed: 'true', ...expected });
    return call.environment;
  }

  function azureVariables(environment: Record<string, string>): string[] {
    return Object.keys(environment)
      .filter((name) => name.startsWith('AZURE_'))
      .sort();
  }

  /** Who was asked for tokens, and that the key was used in the vault. */
  function assertAsked({ token }: Identity, authority: string): void {
    const { directory, metadata, vault } = fixture.cloud;
    const proofs = new Set(directory.requests.map(({ proof }) => proof));
    const clients = new Set(metadata.requests.map(({ clientId }) => clientId));
    assert.deepEqual([...proofs], 'proof' in token ? [token.proof] : []);
    assert.deepEqual([...clients], 'clientId' in token ? [token.clientId] : []);
    for (const request of directory.requests) assert.equal(request.authority, authority);
    const statuses = [...directory.requests, ...metadata.requests].map(({ status }) => status);
    assert(statuses.length > 0 && statuses.every((status) => status === 200));
    const used = vault.requests.filter(({ operation }) => operation === 'keys/sign');
    assert.deepEqual(
      used.map(({ status }) => status),
      [200],
    );
  }

  for (const identity of identities) {
    for (const version of pluginVersions) {
      it(`A1 is ${identity.title} (plugin ${version})`, async () => {
        const environment = await signBy(identity, version);
        assert.deepEqual(azureVariables(environment), [...identity.variables].sort());
        assertAsked(identity, environments.public.authority);
      });
    }
  }

  for (const cloud of ['government', 'china'] as const) {
    for (const identity of identities.filter(
      ({ credentialType: type }) =>
        type === 'workloadid' || (cloud === 'government' && type === 'environment'),
    )) {
      it(`A4 is ${identity.title} of ${environments[cloud].name}`, async () => {
        const environment = await signBy(identity, '1.2.1', cloud);
        const { authority } = environments[cloud];
        assert.equal(environment['AZURE_AUTHORITY_HOST'], `https://${authority}/`);
        assertAsked(identity, authority);
      });
    }
  }
});
