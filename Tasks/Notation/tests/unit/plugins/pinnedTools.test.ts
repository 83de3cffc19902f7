import '../agentLibrary';
import assert from 'node:assert/strict';
import catalogue from '../../../data/releases.json';
import { signingPlugins } from '../../../src/plugins/signingPlugins';
import { inputReader } from './inputReader';

/** Inputs that suffice for any plugin. */
const inputs = {
  akvPluginVersion: '1.2.1',
  certificateProfile: 'profile',
  signingAccount: 'account',
  signingEndpoint: 'https://weu.codesigning.azure.net',
  keyid: 'https://vault.example/keys/key/0123456789abcdef0123456789abcdef',
  azureServiceConnection: 'signing',
};

describe('signingPlugins', () => {
  it('I5 have an archive in data/releases.json where the plugin names a program of it', () => {
    const sources = Object.entries(signingPlugins)
      .filter(([choice]) => choice !== 'custom')
      .map(([, open]) => open(inputReader(inputs)).source);
    assert(sources.length >= 2);
    for (const source of sources) {
      assert(source.kind === 'pinned');
      assert(source.tool in catalogue, source.tool);
    }
  });
});
