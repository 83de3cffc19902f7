import assert from 'node:assert/strict';
import { openAzureArtifactSigning } from '../../../src/plugins/azureArtifactSigning';
import { openCustomPlugin, openVerificationPlugin } from '../../../src/plugins/custom';
import type { SigningPlugin } from '../../../src/plugins/signingPlugin';
import { inputReader } from './inputReader';

const aws = 'com.amazonaws.signer.notation.plugin';
const plain = { signatureFormat: 'cose', expiry: undefined, timestamp: undefined } as const;

function custom(pluginName: string): SigningPlugin {
  return openCustomPlugin(inputReader({ pluginName, pluginPath: '/p', keyid: 'k' }));
}

const artifactSigning = openAzureArtifactSigning(
  inputReader({
    ...{ signingAccount: 'a', certificateProfile: 'p' },
    signingEndpoint: 'https://eus.codesigning.azure.net/',
  }),
);

describe('a plugin without a key', () => {
  it('I6 verifies, and does not sign', () => {
    const inputs = inputReader({ pluginName: aws, pluginPath: '/p' });
    assert.equal(openVerificationPlugin(inputs).name, aws);
    assert.throws(() => openCustomPlugin(inputs), { code: 'InputMissing', values: ['keyid'] });
  });
});

describe('the words of a plugin that the user brings', () => {
  it('F5 are held to the patterns of the plugin of that name', () => {
    const counts = ['azure-kv', 'azure-trustedsigning', aws, 'venafi-csp', 'hc-vault'].map(
      (name) => custom(name).errorPatterns.length > 0,
    );
    assert.deepEqual(counts, [true, true, false, false, false]);
  });
});

describe('the rules of a plugin', () => {
  it('A1 takes JWS alone from AWS Signer, and no expiry', () => {
    const jws = { ...plain, signatureFormat: 'jws' } as const;
    assert.deepEqual(custom(aws).check(jws), []);
    assert.throws(() => custom(aws).check(plain), {
      code: 'FormatUnsupported',
      values: [aws, 'cose', 'jws'],
    });
    assert.throws(() => custom(aws).check({ ...jws, expiry: 1000 }), {
      code: 'ExpiryUnsupported',
      values: [aws],
    });
  });

  it('A1 asks for no timestamp where notation would make none', () => {
    for (const name of [aws, 'venafi-csp']) {
      const wishes = { ...plain, signatureFormat: 'jws', timestamp: {} } as const;
      const error = { code: 'TimestampUnsupported', values: [name] };
      assert.throws(() => custom(name).check(wishes), error);
    }
  });

  it('A1 leaves plugins that it does not know alone', () => {
    for (const name of ['com.example.plugin', 'constructor']) {
      assert.deepEqual(custom(name).check({ ...plain, expiry: 1000, timestamp: {} }), []);
    }
  });

  it('A1 advises a timestamp with Artifact Signing', () => {
    const [advice, ...more] = artifactSigning.check(plain);
    assert.deepEqual([advice?.key, advice?.values, more], ['Warning_NoTimestamp', ['3'], []]);
    assert.equal(advice?.isShortfall, false);
    assert.deepEqual(artifactSigning.check({ ...plain, timestamp: {} }), []);
  });
});

describe('the configuration of azure-artifactsigning', () => {
  it('A1 spells the settings as the plugin does', () => {
    assert.deepEqual(artifactSigning.config(undefined), {
      ...{ accountName: 'a', certProfile: 'p' },
      baseUrl: 'https://eus.codesigning.azure.net/',
    });
  });
});
