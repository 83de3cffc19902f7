import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/messages';
import { explainFailure } from '../../../src/notation/failure';

/** The words of the libraries that the plugins are built on, in .NET and elsewhere. */
const words: [code: ErrorCode, ...texts: string[]][] = [
  [
    'AzureSignInFailed',
    'ClientSecretCredential authentication failed: A configuration issue is preventing authentication. Original exception: AADSTS7000215: Invalid client secret provided. Trace ID: 1 Correlation ID: 2 Timestamp: 2026-01-02 03:04:05Z',
    'invalid_client: Error(s): 7000222 - Timestamp: Not Available - Description: AADSTS7000222: The provided client secret keys for app are expired.',
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
  ['ArtifactSigningForbidden', 'Service request failed. Status: 403 (Forbidden) Content: {}'],
  ['PluginFailed', 'A certificate with (name/id) x was not found in this key vault.'],
];

/** How notation hands them on, in its releases. */
const beginnings = [
  'failed to sign with the plugin p: ',
  'describe-key command failed: failed to execute the describe-key command for plugin p: ERROR: ',
  'generate-signature command failed: ERROR: ',
];

describe('what Azure refuses, in the words of its libraries', () => {
  for (const [code, ...texts] of words) {
    for (const text of texts) {
      it(`A1 is ${code}: ${text.slice(0, 60)}`, () => {
        for (const beginning of beginnings) {
          assert.equal(explainFailure(beginning + text, [], 'SignFailed').code, code);
        }
      });
    }
  }

  it('A1 is believed of plugins only: a registry may say what it likes', () => {
    const text = 'HEAD "https://r/v2/": response status code 403: forbidden: AADSTS7000215';
    assert.equal(explainFailure(text, [], 'SignFailed').code, 'RegistryForbidden');
  });
});
