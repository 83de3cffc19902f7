import assert from 'node:assert/strict';
import type { ArtifactSigningInputs } from '../../../src/plugins/artifactSigning';
import { artifactSigningConfig } from '../../../src/plugins/artifactSigning';
import type { CustomPluginInputs } from '../../../src/plugins/custom';
import { checkPluginRules } from '../../../src/plugins/rules';

const aws = 'com.amazonaws.signer.notation.plugin';
const plain = { signatureFormat: 'cose', expiry: undefined, timestamp: undefined } as const;

function custom(name: string): CustomPluginInputs {
  return { kind: 'custom', name, source: { path: '/p' }, keyId: 'k', config: new Map() };
}

const artifactSigning: ArtifactSigningInputs = {
  ...{ kind: 'azureArtifactSigning', account: 'a', profile: 'p', keyId: 'p' },
  ...{ endpoint: 'https://eus.codesigning.azure.net/', connection: undefined },
};

describe('checkPluginRules', () => {
  it('A1 takes JWS alone from AWS Signer, and no expiry', () => {
    const jws = { ...plain, signatureFormat: 'jws' } as const;
    assert.deepEqual(checkPluginRules(custom(aws), jws), []);
    assert.throws(() => checkPluginRules(custom(aws), plain), {
      code: 'FormatUnsupported',
      values: [aws, 'cose', 'jws'],
    });
    assert.throws(() => checkPluginRules(custom(aws), { ...jws, expiry: 1000 }), {
      code: 'ExpiryUnsupported',
      values: [aws],
    });
  });

  it('A1 asks for no timestamp where notation would make none', () => {
    for (const name of [aws, 'venafi-csp']) {
      const wishes = { ...plain, signatureFormat: 'jws', timestamp: {} } as const;
      const error = { code: 'TimestampUnsupported', values: [name] };
      assert.throws(() => checkPluginRules(custom(name), wishes), error);
    }
  });

  it('A1 leaves plugins that it does not know alone', () => {
    for (const name of ['com.example.plugin', 'constructor', '__proto__']) {
      assert.deepEqual(
        checkPluginRules(custom(name), { ...plain, expiry: 1000, timestamp: {} }),
        [],
      );
    }
  });

  it('A1 advises a timestamp with Artifact Signing', () => {
    const [advice, ...more] = checkPluginRules(artifactSigning, plain);
    assert.deepEqual([advice?.key, advice?.values, more], ['Warning_NoTimestamp', ['3'], []]);
    assert.equal(advice?.isShortfall, false);
    assert.deepEqual(checkPluginRules(artifactSigning, { ...plain, timestamp: {} }), []);
  });
});

describe('artifactSigningConfig', () => {
  it('A1 spells the settings as the plugin does', () => {
    assert.deepEqual(artifactSigningConfig(artifactSigning), {
      ...{ accountName: 'a', certProfile: 'p' },
      baseUrl: 'https://eus.codesigning.azure.net/',
    });
  });
});
