import assert from 'node:assert/strict';
import { type Values, readContract } from '../../../../../scripts/docs/contract';
import { holds, visibleInputs, withDefaults } from '../../../../../scripts/docs/visibility';
import { panelPage } from '../../../../../scripts/panel';

const contract = readContract();

const artifacts = ['artifactRefs', 'containerRegistry'];
const files = ['imagesFrom', 'buildArguments'];
const policy = ['trustPolicy', 'trustStore'];
const certificates = [
  ...['trustedCertificates', 'trustedIdentities', 'verificationLevel', 'saveTrustTo'],
];
/** What each choice of the pick list shows. */
const trusts = { policy, certificates, publishers: ['trustedPublishers'] };
const registry = ['referrers', 'insecureRegistry'];
const batch = ['maxParallel', 'timeoutPerArtifact', 'failOnWarning'];
const custom = ['pluginName', 'pluginUrl', 'pluginChecksum', 'pluginPath', 'pluginConfig'];
const signing = [
  ...['signatureFormat', 'timestampURL', 'timestampRootCert', 'skipSigned'],
  ...['userMetadata', 'buildMetadata', 'expiry'],
];
const whole = ['recursive', 'attachedTypes'];
const signs = [...artifacts, ...whole, 'plugin', ...signing, ...registry, ...batch, 'mirrorUrl'];
const verifies = [
  ...['artifactSource', ...artifacts, ...whole, 'trustSource', ...registry, ...batch, ...custom],
  ...['userMetadata', 'maxSignatures', 'showSigner', 'mirrorUrl'],
];
const inspects = ['artifactSource', ...artifacts, 'recursive', ...registry, ...batch];
const keyVault = [
  ...['akvPluginVersion', 'azurekvServiceConection', 'keyid', 'caCertBundle', 'selfSigned'],
];
const artifactSigning = [
  ...['azurekvServiceConection', 'signingAccount', 'certificateProfile', 'signingEndpoint'],
];

const installs = ['isCustomVersion', 'version', 'mirrorUrl'];

/** For each step that somebody may edit, exactly the inputs that it has to do with. */
const expected: [step: Values, inputs: readonly string[]][] = [
  [{ command: 'install' }, installs],
  [
    { command: 'install', isCustomVersion: 'true' },
    ['isCustomVersion', 'url', 'checksum', 'mirrorUrl'],
  ],
  [{ command: 'sign' }, [...signs, ...keyVault]],
  [{ command: 'sign', plugin: 'azureKeyVault' }, [...signs, ...keyVault]],
  [{ command: 'sign', plugin: 'azureArtifactSigning' }, [...signs, ...artifactSigning]],
  [{ command: 'sign', plugin: 'custom' }, [...signs, 'keyid', ...custom]],
  [{ command: 'sign', skipSigned: 'true' }, [...signs, ...keyVault, 'trustSource']],
  [{ command: 'verify' }, verifies],
  [{ command: 'verify', artifactSource: 'references' }, verifies],
  [
    { command: 'verify', artifactSource: 'files' },
    [...verifies.filter((name) => name !== 'artifactRefs'), ...files, 'pinTo'],
  ],
  [{ command: 'sign', artifactSource: 'files' }, [...signs, ...keyVault]],
  [{ command: 'inspect' }, inspects],
  [
    { command: 'inspect', artifactSource: 'files' },
    [...inspects.filter((name) => name !== 'artifactRefs'), ...files],
  ],
  // What was chosen stays with the step when its command is changed.
  ...Object.entries(trusts).flatMap(([trustSource, fields]): typeof expected => [
    [{ command: 'verify', trustSource }, [...verifies, ...fields]],
    [{ command: 'sign', trustSource }, [...signs, ...keyVault]],
    [
      { command: 'sign', trustSource, skipSigned: 'true' },
      [...signs, ...keyVault, 'trustSource', ...fields],
    ],
    [{ command: 'install', trustSource, skipSigned: 'true' }, installs],
    [{ command: 'inspect', trustSource, skipSigned: 'true' }, inspects],
  ]),
];

function title(step: Values): string {
  return Object.entries(step)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

describe('the panel of the classic editor', () => {
  for (const [step, inputs] of expected) {
    describe(title(step), () => {
      it('shows what the step reads, and nothing else', () => {
        const shown = visibleInputs(contract, step).map(({ name }) => name);
        assert.deepEqual([...shown].sort(), ['command', ...inputs].sort());
      });

      // The editor itself leaves out a group that an old choice would open for nothing.
      const isStale = step['skipSigned'] === 'true' && step['command'] !== 'sign';
      if (isStale) return;
      it('shows no empty group', () => {
        const values = withDefaults(contract, step);
        const shown = visibleInputs(contract, step);
        const empty = contract.groups
          .filter(({ visibleRule }) => holds(visibleRule, values))
          .filter(({ name }) => !shown.some(({ groupName }) => groupName === name));
        assert.deepEqual(empty, []);
      });
    });
  }

  it('forgets the plugin where the command becomes one that has none', () => {
    for (const command of ['install', 'inspect']) {
      const shown = visibleInputs(contract, { command, plugin: 'custom' });
      assert.deepEqual(shown, visibleInputs(contract, { command }), command);
    }
  });

  it('has no input that no step shows', () => {
    const shown = new Set(expected.flatMap(([, inputs]) => inputs));
    const names = contract.inputs.map(({ name }) => name);
    // This one is for pipelines in YAML that were written for the built-in task.
    assert.deepEqual(
      names.filter((name) => name !== 'command' && !shown.has(name)),
      ['allowReferrersAPI'],
    );
  });

  it('asks for files only where somebody chose them, and marks them as needed then', () => {
    const page = panelPage(contract, { command: 'verify', artifactSource: 'files' });
    assert(page.includes('<label>Files that name images <b>*</b></label>'));
    assert(!panelPage(contract, { command: 'verify' }).includes('Files that name images'));
  });

  it('has no option of command and plugin that is not looked at here', () => {
    for (const name of ['command', 'plugin']) {
      const options = contract.inputs.find((input) => input.name === name)?.options ?? {};
      const tried = new Set(expected.map(([step]) => step[name]));
      assert.deepEqual(
        Object.keys(options).filter((option) => !tried.has(option)),
        [],
      );
    }
  });

  it('has a label and a help for each input, short enough to be read', () => {
    for (const { name, label, helpMarkDown } of contract.inputs) {
      assert(label.length > 2 && label.length <= 40, `label of ${name}`);
      assert(helpMarkDown.length > 10 && helpMarkDown.length <= 260, `help of ${name}`);
    }
  });

  it('gives no two inputs of a step the same label', () => {
    for (const [step] of expected) {
      const labels = visibleInputs(contract, step).map(({ label }) => label);
      assert.equal(new Set(labels).size, labels.length, title(step));
    }
  });

  it('is a page without anything that the texts could break', () => {
    const page = panelPage(contract, { command: 'sign', keyid: '"><script>' });
    assert(page.includes('value="&quot;&gt;&lt;script&gt;"'));
    assert(page.includes('<label>Key ID <b>*</b></label>'));
    assert(!page.includes('Trust policy file'));
  });
});
