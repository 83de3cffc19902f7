import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StepRun } from '../../../../../emulator/run';
import type { VaultAccess, VaultCall } from '../../doubles/azureKeyVaultPlugin';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { type World } from '../../fixtures/world';
import { InputFixture, assertSucceeded } from '../../fixtures/inputs/inputFixture';

describe('the identity that signs', () => {
  let world: World;
  let fixture: InputFixture;

  before(async function () {
    world = await openSuiteWorld(this, { pluginVersions: ['1.1.0', '1.2.1'] });
    fixture = new InputFixture(world);
  });

  /** Lets other identities use the vault. */
  function allow(changes: Partial<VaultAccess>): void {
    const file = path.join(world.vault.folder, 'access.json');
    writeFileSync(file, JSON.stringify({ ...world.vault.access, ...changes }));
  }

  afterEach(() => {
    allow({});
  });

  interface Signing {
    readonly step: StepRun;
    readonly signatures: number;
    /** How the plugin was asked for the signature. */
    readonly call: VaultCall | undefined;
  }

  async function sign(
    inputs: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>> = {},
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Signing> {
    const { digest, reference } = await pushImage(world.registry, 'app', 'v1');
    const before = world.vault.calls().length;
    const { job } = fixture.real(undefined, { environment });
    const usual = {
      command: 'sign',
      artifactRefs: reference,
      keyid: world.keyId,
      selfSigned: 'true',
    };
    const step = await job.run(world.task, { inputs: { ...usual, ...inputs }, env });
    const calls = world.vault.calls().slice(before);
    return {
      step,
      signatures: world.registry.store.signaturesOf('app', digest).length,
      call: calls.find(({ command }) => command === 'generate-signature'),
    };
  }

  function assertSigned({ step, signatures, call }: Signing): VaultCall {
    assertSucceeded(step);
    assert.equal(signatures, 1);
    assert(call !== undefined);
    return call;
  }

  /** The variables of Azure that the plugin saw. */
  function azureVariables({ environment }: VaultCall): string[] {
    return Object.keys(environment).filter((name) => name.startsWith('AZURE_'));
  }

  for (const akvPluginVersion of ['1.1.0', '1.2.1']) {
    it(`I6 is what the step's own env names, without a connection (plugin ${akvPluginVersion})`, async () => {
      const { tenantId, clientId, clientSecret = '' } = world.vault.access;
      const env = {
        AZURE_TENANT_ID: tenantId,
        AZURE_CLIENT_ID: clientId,
        AZURE_CLIENT_SECRET: clientSecret,
      };
      const call = assertSigned(await sign({ akvPluginVersion }, env));
      assert.deepEqual(call.pluginConfig, { self_signed: 'true' });
      assert.equal(call.environment['AZURE_CLIENT_ID'], clientId);
    });

    it(`I6 is the machine's, without a connection (plugin ${akvPluginVersion})`, async () => {
      allow({ systemIdentity: true });
      const call = assertSigned(await sign({ akvPluginVersion }));
      assert.deepEqual(call.pluginConfig, { self_signed: 'true' });
      assert.deepEqual(azureVariables(call), []);
    });
  }

  it('I6 is the one of the machine that the step chooses', async () => {
    const userIdentity = '44444444-4444-4444-4444-444444444444';
    allow({ userIdentity });
    assertSigned(await sign({}, { AZURE_CLIENT_ID: userIdentity }));
  });

  it('I6 is whom az was logged in as', async () => {
    const azureCliToken = 'token-of-az-login';
    allow({ azureCliToken });
    const folder = mkdtempSync(path.join(world.root, 'az-'));
    const answer = JSON.stringify({ accessToken: azureCliToken });
    writeFileSync(path.join(folder, 'az'), `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 });
    const { PATH = '' } = fixture.real().job.environment;
    assertSigned(await sign({}, {}, { PATH: `${folder}:${PATH}` }));
  });

  it('I6 is nobody: the step fails, and says what the key needs', async () => {
    const { step, signatures } = await sign({});
    assert.deepEqual(
      step.issues.map(({ code }) => code),
      ['AzureSignInFailed'],
    );
    assert.equal(signatures, 0);
  });

  for (const name of ['azurekvServiceConection', 'azurekvServiceConnection']) {
    it(`I8 is the connection's, under the name ${name}`, async () => {
      const call = assertSigned(await sign({ [name]: world.connection.name }));
      assert.equal(call.environment['AZURE_CLIENT_ID'], world.vault.access.clientId);
      assert.equal(call.pluginConfig?.['credential_type'], 'environment');
    });
  }

  it('I8 is the connection’s alone, whatever the env of the step names', async () => {
    const env = { AZURE_CLIENT_ID: 'another', AZURE_USERNAME: 'another' };
    const inputs = { azurekvServiceConnection: world.connection.name };
    const call = assertSigned(await sign(inputs, env));
    assert.equal(call.environment['AZURE_CLIENT_ID'], world.vault.access.clientId);
    assert.equal(call.environment['AZURE_USERNAME'], undefined);
  });
});
