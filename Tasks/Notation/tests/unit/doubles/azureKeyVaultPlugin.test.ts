import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createVault,
  testAccess,
  type VaultAccess,
  writeAzureKeyVaultPlugin,
} from '../../doubles/azureKeyVaultPlugin';
import { selfSignedCertificate } from '../../fixtures/certificates';
import { nodeRuntimes, requireTool } from '../../fixtures/tools';

describe('the test plugin for Azure Key Vault', () => {
  const client = {
    AZURE_TENANT_ID: testAccess.tenantId,
    AZURE_CLIENT_ID: testAccess.clientId,
  };
  let folder: string;
  let script: string;
  let tokenFile: string;
  let binaries: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'plugin-'));
    const vault = path.join(folder, 'vault');
    script = writeAzureKeyVaultPlugin({
      directory: folder,
      version: '1.2.1',
      vault: { folder: vault },
    });
    const options = { folder, commonName: 'signer', key: 'EC-256' } as const;
    createVault(vault).add('signer', selfSignedCertificate(options));
    tokenFile = path.join(folder, 'token');
    writeFileSync(tokenFile, 'token');
    binaries = path.join(folder, 'bin');
    mkdirSync(binaries);
    writeFileSync(path.join(binaries, 'az'), `#!/bin/sh\necho '{"accessToken":"cli"}'\n`);
    chmodSync(path.join(binaries, 'az'), 0o755);
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  function describeKey(
    type: string | undefined,
    environment: Record<string, string>,
    access: Partial<VaultAccess>,
    node = process.execPath,
  ): { code: number | null; answer: Record<string, string> } {
    const vault = createVault(path.join(folder, 'vault'), access);
    const request = {
      contractVersion: '1.0',
      keyId: vault.keyId('signer'),
      pluginConfig: type === undefined ? {} : { credential_type: type },
    };
    const { status, stdout, stderr } = spawnSync(node, [script, 'describe-key'], {
      input: JSON.stringify(request),
      env: { PATH: '', ...environment },
      encoding: 'utf8',
    });
    const text = status === 0 ? stdout : stderr;
    return { code: status, answer: JSON.parse(text) as Record<string, string> };
  }

  function allows(
    type: string | undefined,
    environment: Record<string, string>,
    access: Partial<VaultAccess>,
  ): void {
    const { code, answer } = describeKey(type, environment, access);
    assert.equal(code, 0, answer['errorMessage']);
    assert.equal(answer['keySpec'], 'EC-256');
  }

  function refuses(
    type: string | undefined,
    environment: Record<string, string>,
    access: Partial<VaultAccess>,
    message: RegExp,
  ): void {
    const { code, answer } = describeKey(type, environment, access);
    assert.equal(code, 1);
    assert.match(answer['errorMessage'] ?? '', message);
  }

  it('takes a federated token from its file', () => {
    const environment = { ...client, AZURE_FEDERATED_TOKEN_FILE: tokenFile };
    for (const type of ['workloadid', 'WorkloadId', undefined]) {
      allows(type, environment, { federatedToken: 'token' });
      refuses(type, environment, { federatedToken: 'other' }, /AADSTS70021/);
    }
    refuses('workloadid', client, {}, /options are not fully configured/);
  });

  it('takes a client certificate from its file', () => {
    const environment = { ...client, AZURE_CLIENT_CERTIFICATE_PATH: tokenFile };
    allows('environment', environment, { clientCertificate: 'token' });
    refuses('environment', environment, { clientCertificate: 'other' }, /AADSTS700027/);
    refuses('environment', client, {}, /Environment variables are not fully configured/);
  });

  it('tells a wrong tenant from a wrong client', () => {
    const right = { ...client, AZURE_CLIENT_SECRET: 'test-client-secret' };
    allows('environment', right, {});
    refuses('environment', { ...right, AZURE_TENANT_ID: 'x' }, {}, /Tenant 'x' not found/);
    refuses('environment', { ...right, AZURE_CLIENT_ID: 'x' }, {}, /identifier 'x' was not found/);
  });

  it('asks for the managed identity the way each type does', () => {
    const user = { AZURE_CLIENT_ID: 'user' };
    allows('managedid', user, { systemIdentity: true });
    refuses('managedid', user, { userIdentity: 'user' }, /ManagedIdentityCredential/);
    allows(undefined, user, { userIdentity: 'user' });
    refuses(undefined, user, { systemIdentity: true }, /ManagedIdentityCredential/);
  });

  it('runs the Azure CLI of its PATH', () => {
    const found = { PATH: binaries };
    allows('azurecli', found, { azureCliToken: 'cli' });
    refuses('azurecli', found, { azureCliToken: 'other' }, /AKV10032/);
    refuses('azurecli', {}, { azureCliToken: 'cli' }, /Azure CLI not installed/);
  });

  it('runs on every Node an agent brings', function () {
    requireTool(this, 'node');
    for (const { major, path: node } of nodeRuntimes()) {
      const { code } = describeKey('managedid', {}, { systemIdentity: true }, node);
      assert.equal(code, 0, `on Node ${major}`);
    }
  });
});
