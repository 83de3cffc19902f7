import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/messages';
import { openAzureKeyVault } from '../../../src/plugins/azureKeyVault';
import { inputReader } from './inputReader';

const vault = 'https://v.vault.azure.net';
const inputs = { akvPluginVersion: '1.2.1', keyid: `${vault}/keys/k/0123abc` };

describe('openAzureKeyVault', () => {
  const good: [keyId: string, version: string, expected?: string][] = [
    [`${vault}/keys/k/1`, '1.0.0'],
    [`${vault}/certificates/k/1`, '1.0.0'],
    [`${vault.toUpperCase().replace('HTTPS', 'https')}/Keys/K/1`, '1.2.1'],
    [`${vault}/keys/k`, '1.2.0'],
    [`${vault}/keys/k`, '1.2'],
    [`${vault}/keys/k`, '1'],
    [`${vault}/keys/k`, 'latest'],
    [`${vault}/keys/k/`, '1.2.0'],
    [`${vault}/keys/k/1/`, '1.2.0'],
    [`${vault}/keys/k/1/`, '1.1.0', `${vault}/keys/k/1`],
    [`${vault}/keys/k/1/`, '1.0', `${vault}/keys/k/1`],
  ];
  for (const [keyId, version, expected = keyId] of good) {
    it(`I7 takes ${keyId} with ${version}`, () => {
      const plugin = openAzureKeyVault(inputReader({ keyid: keyId, akvPluginVersion: version }));
      assert.equal(plugin.keyId, expected);
      assert.deepEqual(plugin.source, { kind: 'pinned', tool: 'notation-azure-kv', version });
    });
  }

  const bad: [code: ErrorCode, version: string, ...keyIds: string[]][] = [
    [
      'KeyIdMalformed',
      '1.2.1',
      ...['key', 'v.vault.azure.net/keys/k/1', `${vault}/secrets/k/1`, `${vault}/keys/`, vault],
      ...[
        `${vault}/keys/k/1/2`,
        `${vault}/keys/k/1?x`,
        `${vault}/keys/k/1#x`,
        `${vault}/keys/k 1/1`,
      ],
      ...[
        `${vault.replace('https', 'http')}/keys/k/1`,
        `x${vault}/keys/k/1`,
        `${vault}/keys/k/1//`,
      ],
    ],
    ['KeyIdWithoutVersion', '1.0.0', `${vault}/keys/k`],
    ['KeyIdWithoutVersion', '1.1.0', `${vault}/keys/k`, `${vault}/keys/k/`],
    ['KeyIdWithoutVersion', '1.1', `${vault}/keys/k`],
  ];
  for (const [code, version, ...keyIds] of bad) {
    for (const keyId of keyIds) {
      it(`I7 refuses ${keyId} with ${version}: ${code}`, () => {
        assert.throws(
          () => openAzureKeyVault(inputReader({ keyid: keyId, akvPluginVersion: version })),
          (error: { code: string; values: string[] }) => {
            assert.deepEqual([error.code, error.values[0]], [code, keyId]);
            return true;
          },
        );
      });
    }
  }

  it('I7 refuses a self-signed certificate with a bundle', () => {
    const given = inputReader({ ...inputs, selfSigned: 'true', caCertBundle: '/ca.pem' });
    assert.throws(() => openAzureKeyVault(given), { code: 'SelfSignedWithBundle' });
  });
});

describe('the configuration of azure-kv', () => {
  const table: [
    changes: Readonly<Record<string, string>>,
    credentialType: string | undefined,
    object,
  ][] = [
    [{}, undefined, {}],
    [{ selfSigned: 'true' }, undefined, { self_signed: 'true' }],
    [{ caCertBundle: '/ca b.pem' }, undefined, { ca_certs: '/ca b.pem' }],
    [{}, 'workloadid', { credential_type: 'workloadid' }],
    [{ akvPluginVersion: '1.1.0' }, 'environment', { credential_type: 'environment' }],
    [{ akvPluginVersion: '1.1' }, 'environment', { credential_type: 'environment' }],
    [{ akvPluginVersion: '1' }, 'environment', { credential_type: 'environment' }],
    [{ akvPluginVersion: 'latest' }, 'environment', { credential_type: 'environment' }],
    [{ akvPluginVersion: '1.0.2' }, 'environment', {}],
    [{ akvPluginVersion: '1.0' }, 'environment', {}],
  ];
  for (const [changes, credentialType, expected] of table) {
    it(`A1 is ${JSON.stringify(expected)} of ${JSON.stringify({ ...changes, credentialType })}`, () => {
      const plugin = openAzureKeyVault(inputReader({ ...inputs, ...changes }));
      assert.deepEqual(plugin.config(credentialType), expected);
    });
  }
});
