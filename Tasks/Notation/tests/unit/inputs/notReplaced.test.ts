import { givenInputs } from '../givenInputs';
import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type Inputs, readInputs } from '../../../src/inputs';
import task from '../../../task.json';

const checksum = '0123456789abcdef'.repeat(4);
const keyid = 'https://v.vault.azure.net/keys/k/1';

type Given = Readonly<Record<string, string>>;

function read(inputs: Given, variables: Given = {}): Inputs {
  givenInputs(inputs, variables);
  return readInputs();
}

describe('what Azure Pipelines did not replace in an input', () => {
  const custom = {
    command: 'install',
    isCustomVersion: 'true',
    url: 'https://h/a?sig=b',
    checksum,
  };
  const sign = { command: 'sign', akvPluginVersion: '1.2.1', keyid };
  const verify = { command: 'verify', trustPolicy: __filename, trustStore: __dirname };
  const trusted = { command: 'verify', trustedCertificates: __dirname };
  const plugin = {
    ...{ command: 'sign', plugin: 'custom', keyid: 'k' },
    ...{ pluginName: 'my.notation-plugin_1', pluginPath: __filename },
  };
  const stamp = { timestampURL: 'http://tsa', timestampRootCert: __filename };

  afterEach(() => {
    sinon.restore();
  });

  /** Inputs beside which each other one is read. */
  const readWith: readonly Given[] = [
    { command: 'install' },
    custom,
    sign,
    { ...sign, caCertBundle: __filename },
    { ...sign, ...stamp },
    { ...plugin, pluginPath: '', pluginUrl: 'https://h/a', pluginChecksum: checksum },
    plugin,
    {
      ...{ command: 'sign', plugin: 'azureArtifactSigning', signingAccount: 'a' },
      ...{ certificateProfile: 'p', signingEndpoint: 'https://e' },
    },
    verify,
    trusted,
    { ...trusted, saveTrustTo: 'none', trustedIdentities: 'x' },
  ];
  const names = task.inputs.flatMap(
    ({ name, aliases = [] }: { name: string; aliases?: string[] }) => [name, ...aliases],
  );

  /** What comes of a step: the error's code and values. */
  function outcome(given: Given): string {
    try {
      read(given);
      return 'read';
    } catch (error) {
      const { code, values } = error as { code: string; values: string[] };
      return [code, ...values].join(' ');
    }
  }

  for (const name of names) {
    for (const left of ['$[variables.x]', '${{ parameters.x }}', '$(x)']) {
      it(`I2 F10 refuses ${left} left in ${name}`, () => {
        const outcomes = readWith.map((given) => outcome({ ...given, [name]: left }));
        assert(outcomes.includes(`MacroNotExpanded ${name} ${left}`), outcomes.join('\n'));
      });
    }
  }

  it('F10 refuses an expression left in the mirror that a variable names', () => {
    const variables = { 'Notation.MirrorUrl': 'https://m/$[x]' };
    const error = { code: 'MacroNotExpanded', values: ['Notation.MirrorUrl', '$[x]'] };
    assert.throws(() => read(verify, variables), error);
  });

  it('F10 reads the mirror that a variable names without what is invisible around it', () => {
    const inputs = read(verify, { 'Notation.MirrorUrl': ' https://m\u200b\n' });
    assert.equal('mirror' in inputs && inputs.mirror, 'https://m');
  });
});
