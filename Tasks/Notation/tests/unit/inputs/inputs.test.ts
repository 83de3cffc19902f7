import { givenInputs } from '../givenInputs';
import assert from 'node:assert/strict';
import path from 'node:path';
import { createReference } from '../../../src/artifacts/reference';
import sinon from 'sinon';
import { type Inputs, readInputs } from '../../../src/inputs';
import type { ErrorCode } from '../../../src/messages';
import { DEFAULT_NOTATION_VERSION } from '../../../src/releases/defaultVersion';

const checksum = '0123456789abcdef'.repeat(4);
const digest = `sha256:${checksum}`;
const keyid = 'https://v.vault.azure.net/keys/k/1';

type Given = Readonly<Record<string, string>>;

function read(inputs: Given, variables: Given = {}): Inputs {
  givenInputs({ command: 'install', ...inputs }, variables); // the panel's default
  return readInputs();
}

describe('readInputs', () => {
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

  const good: [title: string, inputs: Given, expected: object, variables?: Given][] = [
    [
      'install with no version: the default one',
      { command: 'install' },
      { command: 'install', source: { kind: 'pinned', version: DEFAULT_NOTATION_VERSION } },
    ],
    ['I4 a command in any case', { command: ' Install ' }, { command: 'install' }],
    [
      'a version',
      { command: 'install', version: ' v1.3 ' },
      { source: { kind: 'pinned', version: 'v1.3' } },
    ],
    [
      'I5 a checksum in upper case and a URL with a query',
      { ...custom, checksum: checksum.toUpperCase() },
      { source: { kind: 'custom', url: 'https://h/a?sig=b', checksum } },
    ],
    ...[
      `sha256:${checksum}`,
      `SHA256:${checksum.toUpperCase()}`,
      `${checksum}  notation_1.3.2_linux_amd64.tar.gz`,
      `${checksum} *notation_1.3.2_linux_amd64.tar.gz\n`,
      `\ufeff${checksum}\tnotation.zip\u200b`,
    ].map((given): [string, Given, object] => [
      `F10 the checksum ${JSON.stringify(given.replace(checksum, '…'))}`,
      { ...custom, checksum: given },
      { source: { kind: 'custom', checksum } },
    ]),
    [
      'F10 a plugin’s checksum in the same forms',
      { ...plugin, pluginPath: '', pluginUrl: 'https://h/a', pluginChecksum: `${checksum}  p` },
      { plugin: { source: { checksum } } },
    ],
    ['only what its command needs', { ...custom, keyid: '$(x)' }, { command: 'install' }],
    [
      'I6 sign with no more than a key',
      sign,
      {
        command: 'sign',
        artifacts: [],
        resourceUris: undefined,
        referrers: 'auto',
        failOnWarning: false,
        signatureFormat: 'cose',
        timestamp: undefined,
        plugin: {
          name: 'azure-kv',
          source: { kind: 'pinned', tool: 'notation-azure-kv', version: '1.2.1' },
          keyId: keyid,
          connection: undefined,
        },
      },
    ],
    [
      'the plugin’s version with v',
      { ...sign, akvPluginVersion: 'v1.1.0' },
      { plugin: { source: { version: '1.1.0' } } },
    ],
    [
      'sign with everything',
      {
        ...{ ...sign, ...stamp, signatureFormat: 'JWS', allowReferrersAPI: 'True' },
        ...{ failOnWarning: 'true', caCertBundle: __filename },
      },
      {
        ...{ signatureFormat: 'jws', referrers: 'api', failOnWarning: true },
        timestamp: { url: 'http://tsa', rootCertificate: __filename },
        plugin: { name: 'azure-kv' },
      },
    ],
    [
      'I8 the connection, as published',
      { ...sign, azurekvServiceConection: 'a' },
      { plugin: { connection: 'a' } },
    ],
    [
      'I8 the connection, as spelt',
      { ...sign, azurekvServiceConnection: 'b' },
      { plugin: { connection: 'b' } },
    ],
    [
      'I1 the artifacts of verify',
      { ...verify, artifactRefs: `R/a@${digest},\nr/a@${digest}` },
      {
        command: 'verify',
        trust: {
          ...{ kind: 'policy', publishers: [] },
          policies: { files: [__filename], store: __dirname },
        },
        artifacts: [createReference({ registry: 'r', repository: 'a', digest, tag: undefined })],
      },
    ],
    ['a plugin of any name', plugin, { plugin: { name: 'my.notation-plugin_1' } }],
    [
      'I4 a folder to save into, with the separators of Windows',
      { ...trusted, saveTrustTo: 'no\\such\\folder' },
      { trust: { paths: [__dirname], saveTo: path.resolve('no', 'such', 'folder') } },
    ],
    ['N7 a time for each artifact', { ...verify, timeoutPerArtifact: '90s' }, { timeout: 90_000 }],
    ['N7 five minutes where there is none', verify, { timeout: 300_000 }],
    ['N5 no mirror', verify, { mirror: undefined }],
    ['N5 a mirror', { command: 'install', mirrorUrl: 'https://m/a' }, { mirror: 'https://m/a' }],
    [
      'N5 the project’s mirror',
      sign,
      { mirror: 'https://p' },
      { 'Notation.MirrorUrl': 'https://p' },
    ],
    [
      'N5 the step’s mirror before the project’s',
      { command: 'install', mirrorUrl: 'https://m' },
      { mirror: 'https://m' },
      { 'Notation.MirrorUrl': 'https://p' },
    ],
    ['N5 inspect without a mirror', { command: 'inspect', mirrorUrl: 'm' }, { command: 'inspect' }],
    ['I3 what the Docker task left', verify, { resourceUris: 'x' }, { RESOURCE_URIS: 'x' }],
  ];
  for (const [title, inputs, expected, variables] of good) {
    it(`reads ${title}`, () => {
      sinon.assert.match(read(inputs, variables), expected);
    });
  }

  const bad: [title: string, inputs: Given, code: ErrorCode, first?: string][] = [
    ['F8 no command', { command: '' }, 'InputMissing', 'command'],
    ['F8 a blank command', { command: ' \u200b' }, 'InputMissing', 'command'],
    [
      'F10 two lines of a checksums file',
      { ...custom, checksum: `${checksum}  a\n${checksum}  b` },
      'ChecksumMalformed',
    ],
    [
      'F10 a checksum of another kind',
      { ...custom, checksum: `sha512:${checksum}` },
      'ChecksumMalformed',
    ],
    ['F10 digits right behind', { ...custom, checksum: `${checksum}0` }, 'ChecksumMalformed'],
    [
      'F10 a reference with a scheme',
      { ...sign, artifactRefs: `https://r/a@${digest}` },
      'ReferenceWithScheme',
    ],
    ['an unknown command', { command: 'list' }, 'InputNotAnOption', 'command'],
    ['F8 an empty command', { command: '' }, 'InputMissing', 'command'],
    ['F8 a blank command', { command: ' ' }, 'InputMissing', 'command'],
    ['a custom version without a URL', { ...custom, url: '' }, 'InputMissing', 'url'],
    [
      'a custom version without a checksum',
      { ...custom, checksum: '' },
      'InputMissing',
      'checksum',
    ],
    ['a checksum that is too short', { ...custom, checksum: 'abc' }, 'ChecksumMalformed', 'abc'],
    ['a URL of another scheme', { ...custom, url: 'ftp://h/a' }, 'UrlMalformed', 'url'],
    [
      'I2 a macro in the version',
      { command: 'install', version: '$(v)' },
      'MacroNotExpanded',
      'version',
    ],
    [
      'I2 a reference without its digest',
      { ...sign, artifactRefs: 'r/a@sha256:' },
      'DigestMissing',
    ],
    ['an unknown plugin', { ...sign, plugin: 'vault' }, 'InputNotAnOption', 'plugin'],
    ['sign without a key', { ...sign, keyid: ' ' }, 'InputMissing', 'keyid'],
    ['sign without the plugin’s version', { ...sign, akvPluginVersion: '' }, 'InputMissing'],
    ['I7 a key that is none', { ...sign, keyid: 'https://v/secrets/k' }, 'KeyIdMalformed'],
    ['I7 a bundle that is not there', { ...sign, caCertBundle: 'nowhere' }, 'FileMissing'],
    [
      'I7 selfSigned with a bundle',
      { ...sign, selfSigned: 'true', caCertBundle: __filename },
      'SelfSignedWithBundle',
    ],
    [
      'I7 a timestamp without its root',
      { ...sign, ...stamp, timestampRootCert: '' },
      'TimestampIncomplete',
      'timestampURL',
    ],
    [
      'I7 a timestamp without its URL',
      { ...sign, ...stamp, timestampURL: '' },
      'TimestampIncomplete',
      'timestampRootCert',
    ],
    ['I7 a root that is not there', { ...sign, ...stamp, timestampRootCert: 'no' }, 'FileMissing'],
    ['an unknown format', { ...sign, signatureFormat: 'pem' }, 'InputNotAnOption'],
    [
      'verify without any trust',
      { command: 'verify' },
      'InputMissing',
      'trustPolicy (with trustStore), trustedCertificates or trustedPublishers',
    ],
    ['verify without a policy', { ...verify, trustPolicy: '' }, 'InputMissing', 'trustPolicy'],
    ['verify without a store', { ...verify, trustStore: '' }, 'InputMissing', 'trustStore'],
    [
      'verify without either trust',
      { ...verify, trustPolicy: '', trustStore: '' },
      'InputMissing',
      'trustPolicy (with trustStore), trustedCertificates or trustedPublishers',
    ],
    [
      'F10 certificates that are a comma',
      { ...verify, trustPolicy: '', trustStore: '', trustedCertificates: ' , ' },
      'TrustedCertificatesBlank',
      ',',
    ],
    ['a store that is not there', { ...verify, trustStore: 'no' }, 'FileMissing', 'trustStore'],
    ['N5 a mirror that is no URL', { ...sign, mirrorUrl: 'm' }, 'UrlMalformed', 'mirrorUrl'],
    ['N5 a mirror that is no URL', { ...verify, mirrorUrl: 'm' }, 'UrlMalformed', 'mirrorUrl'],
    ['N7 a time of nothing', { ...verify, timeoutPerArtifact: '0s' }, 'DurationMalformed'],
    [
      'I4 an expiry of parts of a second',
      { ...sign, expiry: '1500ms' },
      'DurationMalformed',
      'expiry',
    ],
    [
      'I4 an expiry beyond Go’s range',
      { ...sign, expiry: '300000d' },
      'DurationMalformed',
      'expiry',
    ],
    [
      'N7 a time beyond Go’s range',
      { ...verify, timeoutPerArtifact: '300000d' },
      'DurationMalformed',
    ],
    ...(
      [
        [{ ...sign, caCertBundle: __dirname }, 'caCertBundle'],
        [{ ...sign, ...stamp, timestampRootCert: __dirname }, 'timestampRootCert'],
        [{ ...plugin, pluginPath: __dirname }, 'pluginPath'],
        [{ ...verify, trustPolicy: __dirname }, 'trustPolicy'],
      ] as const
    ).map(
      ([inputs, name]) =>
        [`I7 a folder as ${name}`, inputs, 'FileExpected', name] as [
          string,
          Given,
          ErrorCode,
          string,
        ],
    ),
    ['I7 a file as store', { ...verify, trustStore: __filename }, 'FolderExpected', 'trustStore'],
    [
      'I7 a file to save into',
      { ...trusted, saveTrustTo: __filename },
      'FolderExpected',
      'saveTrustTo',
    ],
    ...['notation-azure-kv', 'Notation-x', '..', '.', 'a/b', 'a b'].map(
      (pluginName): [string, Given, ErrorCode, string] => [
        `I7 the plugin name ${pluginName}`,
        { ...plugin, pluginName },
        'PluginNameMalformed',
        pluginName,
      ],
    ),
    ['N7 a time without a unit', { ...verify, timeoutPerArtifact: '5' }, 'DurationMalformed'],
    ['failOnWarning that is no boolean', { ...verify, failOnWarning: 'maybe' }, 'InputNotBoolean'],
  ];
  for (const [title, inputs, code, first] of bad) {
    it(`refuses ${title}: ${code}`, () => {
      assert.throws(
        () => read(inputs),
        (error: { code: string; values: string[] }) => {
          assert.equal(error.code, code);
          if (first !== undefined) assert.equal(error.values[0], first);
          return true;
        },
      );
    });
  }
});
