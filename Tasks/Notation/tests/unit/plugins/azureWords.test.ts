import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/messages';
import type { ErrorPattern } from '../../../src/notation/errorPatterns';
import { classifyError, isRetryable } from '../../../src/notation/errors';
import { artifactSigningPatterns } from '../../../src/plugins/azureArtifactSigning';
import { keyVaultPatterns } from '../../../src/plugins/azureKeyVault';

/** The words of the libraries that the plugins are built on, in .NET and elsewhere. */
const words: [code: ErrorCode, ...texts: string[]][] = [
  [
    'EntraSecretRejected',
    'ClientSecretCredential authentication failed: A configuration issue is preventing authentication. Original exception: AADSTS7000215: Invalid client secret provided. Trace ID: 1 Correlation ID: 2 Timestamp: 2026-01-02 03:04:05Z',
    'invalid_client: Error(s): 7000222 - Timestamp: Not Available - Description: AADSTS7000222: The provided client secret keys for app are expired.',
  ],
  [
    'EntraTenantUnknown',
    "ClientSecretCredential authentication failed: AADSTS90002: Tenant 'x' not found.",
  ],
  [
    'EntraApplicationUnknown',
    "AADSTS700016: Application with identifier 'x' was not found in the directory.",
  ],
  [
    'EntraFederationMissing',
    'AADSTS70021: No matching federated identity record found for presented assertion.',
    'AADSTS700213: No matching federated identity record found for presented assertion subject.',
  ],
  [
    'AzureSignInFailed',
    'DefaultAzureCredential failed to retrieve a token from the included credentials. See the troubleshooting guide for more information. - EnvironmentCredential authentication unavailable. Environment variables are not fully configured.',
    'ManagedIdentityCredential authentication unavailable. The requested identity has not been assigned to this resource.',
    'ManagedIdentityCredential: Authentication failed. Message invalid_request',
    'WorkloadIdentityCredential authentication unavailable. The workload options are not fully configured.',
    'AKV10032: Invalid issuer. Expected one of https://sts.windows.net/1/, found https://sts.windows.net/2/.',
  ],
  [
    'KeyVaultForbidden',
    "The user, group or application 'appid=1;oid=2' does not have keys sign permission on key vault 'v;location=westeurope'.",
    'The plugin does not have secrets get permission. Please grant the permission to the credential',
    "Caller is not authorized to perform action on resource. Caller: appid=1 Action: 'Microsoft.KeyVault/vaults/keys/sign/action'",
  ],
  [
    'KeyVaultFirewall',
    'Client address is not authorized and caller is not a trusted service. Client address: 203.0.113.7',
    'Public network access is disabled and request is not from a trusted service nor via an approved private link.',
  ],
  [
    'KeyVaultKeyUnusable',
    'Operation get is not allowed on a disabled secret. Status: 403 (Forbidden) ErrorCode: Forbidden',
    'The secret is disabled. Status: 403 (Forbidden)',
    'Operation sign is not allowed on an expired key. Status: 403 (Forbidden)',
    'Status: 403 (Forbidden) {"error":{"code":"Forbidden","innererror":{"code":"KeyDisabled"}}}',
  ],
  ['KeyVaultForbidden', 'Service request failed. Status: 403 (Forbidden) Content: {}'],
  ['PluginFailed', 'A certificate with (name/id) x was not found in this key vault.'],
];

/** How notation hands them on, in its releases. */
const beginnings = [
  'failed to sign with the plugin p: ',
  'describe-key command failed: failed to execute the describe-key command for plugin p: ERROR: ',
  'generate-signature command failed: ERROR: ',
];

function codeOf(error: string, pluginPatterns: readonly ErrorPattern[]): ErrorCode {
  return classifyError(error, { fallback: 'SignFailed', pluginPatterns }).code;
}

describe('what Azure refuses, in the words of its libraries', () => {
  for (const [code, ...texts] of words) {
    for (const text of texts) {
      it(`A1 is ${code}: ${text.slice(0, 60)}`, () => {
        for (const beginning of beginnings) {
          assert.equal(codeOf(beginning + text, keyVaultPatterns), code);
        }
      });
    }
  }

  it('A1 is believed of plugins only: a registry may say what it likes', () => {
    const text = 'HEAD "https://r/v2/": response status code 403: forbidden: AADSTS7000215';
    assert.equal(codeOf(text, keyVaultPatterns), 'RegistryForbidden');
  });

  for (const beginning of beginnings) {
    it(`F5 are held to their own plugin: ${beginning}`, () => {
      const forbidden = `${beginning}secret is disabled. Status: 403 (Forbidden)`;
      assert.equal(codeOf(forbidden, artifactSigningPatterns), 'ArtifactSigningForbidden');
      assert.equal(codeOf(forbidden, keyVaultPatterns), 'KeyVaultKeyUnusable');
      assert.equal(codeOf(forbidden, []), 'PluginFailed');
      assert.equal(
        codeOf(`${beginning}AADSTS7000215: x`, artifactSigningPatterns),
        'EntraSecretRejected',
      );
      assert.equal(codeOf(`${beginning}AADSTS7000215: x`, []), 'PluginFailed');
    });
  }

  it('F6 is tried again where the vault is busy', () => {
    const error = 'failed to sign with the plugin azure-kv: Status: 429 (Too Many Requests)';
    assert.equal(isRetryable(error, keyVaultPatterns), true);
  });
});
