import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/messages';
import type { Endpoint } from '../../../../../emulator/endpoint';
import { enough } from '../../doubles/azure/keyVault';
import { pushImage } from '../../doubles/registry/image';
import { codesOf, logOf, wordsOf } from '../../fixtures/job/logAssertions';
import { assertSucceeded } from '../../fixtures/inputs/inputFixture';
import {
  ARM_ID,
  CLIENT_ID,
  CLIENT_SECRET,
  REGISTRY_ID,
  acrConnection,
  application,
  armConnection,
  passwordConnection,
} from '../../fixtures/azure/connections';
import { type AzureFixture, openSuiteFixture } from '../../fixtures/azure/azureFixture';

describe('what Azure refuses', () => {
  let fixture: AzureFixture;

  before(async function () {
    fixture = await openSuiteFixture(this);
  });

  async function sign(
    connection: Endpoint,
    inputs: Readonly<Record<string, string>> = {},
  ): ReturnType<AzureFixture['sign']> {
    const { reference } = await pushImage(fixture.world.registry, 'app', 'v1');
    const named =
      connection.type === 'azurerm'
        ? { azurekvServiceConection: connection.name }
        : { containerRegistry: connection.name };
    return fixture.sign(reference, { ...named, ...inputs }, { connections: [connection] });
  }

  function machine(): Endpoint {
    fixture.cloud.metadata.hasSystemIdentity = true;
    return armConnection('ManagedServiceIdentity', { tenantid: fixture.cloud.tenantId });
  }

  type Refusal = [
    title: string,
    code: ErrorCode,
    told: RegExp,
    prepare: () => Endpoint,
    inputs?: Readonly<Record<string, string>>,
  ];
  const refusals: Refusal[] = [
    [
      'a wrong client secret',
      'EntraSecretRejected',
      /Invalid client secret provided/,
      () => {
        const known = application(fixture.cloud, { secret: 'another' });
        return armConnection('ServicePrincipal', { ...known, serviceprincipalkey: CLIENT_SECRET });
      },
    ],
    [
      'a tenant that is not the vault’s',
      'EntraTenantUnknown',
      /not configured to acquire tokens for tenant 1111/,
      () => {
        const known = {
          ...application(fixture.cloud, { secret: CLIENT_SECRET }),
          tenantid: 'nowhere',
        };
        return armConnection('ServicePrincipal', { ...known, serviceprincipalkey: CLIENT_SECRET });
      },
    ],
    [
      'a connection that the application does not trust',
      'EntraFederationMissing',
      /AADSTS700213/,
      () => {
        const known = application(fixture.cloud, { connectionId: REGISTRY_ID });
        return armConnection('WorkloadIdentityFederation', known);
      },
    ],
    [
      'a machine without identity',
      'AzureSignInFailed',
      /could not sign in to Azure/,
      () => armConnection('ManagedServiceIdentity', { tenantid: fixture.cloud.tenantId }),
    ],
    ...(['policy', 'roles'] as const).flatMap((refusal) =>
      (['keys/sign', 'certificates/get', 'secrets/get'] as const).map((missing): Refusal => {
        const words = missing.replace('s/', ' ');
        return [
          `a vault that forbids ${missing}, by ${refusal}`,
          'KeyVaultForbidden',
          new RegExp(words.split(' ')[1] ?? ''),
          () => {
            fixture.cloud.vault.permissions = enough.filter((one) => one !== missing);
            fixture.cloud.vault.refusal = refusal;
            return machine();
          },
          { selfSigned: String(missing !== 'secrets/get') },
        ];
      }),
    ),
    [
      'a vault behind a firewall',
      'KeyVaultFirewall',
      /Client address: 203\.0\.113\.7/,
      () => {
        fixture.cloud.vault.permissions = [];
        fixture.cloud.vault.refusal = 'firewall';
        return machine();
      },
    ],
  ];
  for (const [title, code, told, prepare, inputs] of refusals) {
    it(`A1 is told with its remedy: ${title}`, async () => {
      const run = await sign(prepare(), inputs);
      assert.deepEqual([run.result, codesOf(run)], ['Failed', [code]], logOf(run));
      assert.match(wordsOf(run), told);
    });
  }

  it('A1 needs no more than is asked for: keys are not read, nor secrets of a self-signed one', async () => {
    fixture.cloud.vault.permissions = ['keys/sign', 'certificates/get'];
    assertSucceeded(await sign(machine()));
  });

  it('A1 takes the chain from the vault by secret get', async () => {
    assertSucceeded(await sign(machine(), { selfSigned: 'false' }));
    const operations = fixture.cloud.vault.requests.map(({ operation }) => operation);
    assert(operations.includes('secrets/get'), operations.join());
  });

  const whole = { tenantid: 'tenant', serviceprincipalid: CLIENT_ID, serviceprincipalkey: 'key' };
  const certificate = { ...whole, authenticationType: 'spnCertificate' };
  const without = (name: keyof typeof whole): Record<string, string> => ({ ...whole, [name]: '' });
  const acr = 'myregistry.azurecr.io';

  const broken: [code: ErrorCode, told: string, connection: Endpoint][] = [
    ['ConnectionSchemeUnknown', 'Certificate', armConnection('Certificate', whole)],
    ['ConnectionSchemeUnknown', 'PublishProfile', armConnection('PublishProfile', {})],
    ...(['tenantid', 'serviceprincipalid', 'serviceprincipalkey'] as const).map(
      (name): [ErrorCode, string, Endpoint] => [
        'ConnectionIncomplete',
        name,
        armConnection('ServicePrincipal', without(name)),
      ],
    ),
    [
      'ConnectionIncomplete',
      'servicePrincipalCertificate',
      armConnection('ServicePrincipal', certificate),
    ],
    ['ConnectionIncomplete', 'tenantid', armConnection('WorkloadIdentityFederation', {})],
    ['ConnectionSchemeUnknown', 'Certificate', acrConnection('Certificate', acr, whole)],
    ['ConnectionIncomplete', 'loginServer', acrConnection('ServicePrincipal', '', whole)],
    ...(['serviceprincipalid', 'serviceprincipalkey'] as const).map(
      (name): [ErrorCode, string, Endpoint] => [
        'ConnectionIncomplete',
        name,
        acrConnection('ServicePrincipal', acr, without(name)),
      ],
    ),
    ['ConnectionIncomplete', 'tenantid', acrConnection('WorkloadIdentityFederation', acr, {})],
    ['ConnectionIncomplete', 'username', passwordConnection('r.example', '', 'password')],
    ['ConnectionIncomplete', 'password', passwordConnection('r.example', 'user', '')],
  ];
  for (const [code, told, connection] of broken) {
    it(`A6 names the connection ${connection.name} (${connection.scheme}) and '${told}'`, async () => {
      const run = await sign(connection);
      assert.deepEqual([run.result, codesOf(run)], ['Failed', [code]], logOf(run));
      const message = run.issues[0]?.message ?? '';
      const id = connection.type === 'azurerm' ? ARM_ID : REGISTRY_ID;
      assert(message.includes(id) && message.includes(`'${told}'`), message);
      const { directory, pipelines, metadata } = fixture.cloud;
      const asked = [directory, pipelines, metadata].map(({ requests }) => requests.length);
      assert.deepEqual([...asked, fixture.calls().length], [0, 0, 0, 0]);
    });
  }
});
