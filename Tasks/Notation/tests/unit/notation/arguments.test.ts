import assert from 'node:assert/strict';
import type { ReferrersMode } from '../../../src/artifacts/referrersMode';
import {
  type SignRequest,
  signInvocation,
  type Verbosity,
  type VerifyRequest,
  verifyInvocation,
} from '../../../src/notation/arguments';
import { nonEmpty } from '../nonEmpty';
import { type FlagGroup, type NotationVersion, parseVersion } from '../../../src/notation/version';

const releases: Record<FlagGroup, string[]> = {
  '1.0': ['1.0.0', '1.1.2'],
  '1.2': ['1.2.0', '1.3.2'],
  '2.0': ['2.0.0-alpha.1'],
};

function version(name: string): NotationVersion {
  const parsed = parseVersion([`Version: ${name}`]);
  assert(parsed !== undefined);
  return parsed;
}

const reference = 'r/a@sha256:0';
const request: SignRequest = {
  ...{ reference, insecureRegistry: false, pluginConfig: {}, userMetadata: new Map() },
  ...{ referrers: 'auto', verbosity: 'reasons' },
  ...{
    plugin: nonEmpty('azure-kv'),
    keyId: nonEmpty('https://k'),
    signatureFormat: 'cose',
    expiry: undefined,
  },
};
const verification: VerifyRequest = {
  ...{ layout: 'layout-7@sha256:0', scope: 'r/a' },
  ...{ pluginConfig: {}, userMetadata: new Map(), verbosity: 'reasons' },
};
const start = ['sign', '--signature-format', 'cose', '--plugin', 'azure-kv', '--id', 'https://k'];
const experimental = { NOTATION_EXPERIMENTAL: '1' };

type Row = [ReferrersMode, FlagGroup, flags: string[], environment?: object];
const rows: Row[] = [
  ['auto', '1.0', []],
  ['auto', '1.2', []],
  ['auto', '2.0', []],
  ['tag', '1.0', []],
  ['tag', '1.2', []],
  ['tag', '2.0', ['--force-referrers-tag=true']],
  ['api', '1.0', ['--allow-referrers-api'], experimental],
  ['api', '1.2', ['--force-referrers-tag=false']],
  ['api', '2.0', []],
];

describe('the referrers choice', () => {
  for (const [referrers, group, flags, environment = {}] of rows) {
    for (const release of releases[group]) {
      it(`P4 ${referrers} at sign with ${release} is ${flags.join(' ') || 'no flag'}`, () => {
        const asked = { ...request, referrers };
        const verbosity = group === '2.0' ? '--debug' : '--verbose';
        const args = [...start, ...flags, verbosity, reference];
        assert.deepEqual(signInvocation(version(release), asked), { args, environment });
      });
    }
  }
});

describe('signInvocation', () => {
  const signed = (changes: Partial<SignRequest>): readonly string[] =>
    signInvocation(version('1.3.2'), { ...request, ...changes }).args;

  it('passes the whole of a request, the reference last', () => {
    const args = signed({
      ...{
        plugin: nonEmpty('p'),
        keyId: nonEmpty('k'),
        signatureFormat: 'jws',
        referrers: 'api',
        verbosity: 'debug',
      },
      pluginConfig: { self_signed: 'true', ca_certs: '/a b/c=d' },
      userMetadata: new Map([['a', 'b=c']]),
      insecureRegistry: true,
      expiry: 90 * 24 * 60 * 60 * 1000,
      timestamp: { url: 'http://tsa', rootCertificate: '/root.crt' },
    });
    assert.deepEqual(args, [
      ...['sign', '--signature-format', 'jws', '--plugin', 'p', '--id', 'k'],
      ...['--plugin-config', 'self_signed=true', '--plugin-config', 'ca_certs=/a b/c=d'],
      ...['--user-metadata', 'a=b=c', '--insecure-registry', '--expiry', '7776000s'],
      ...['--timestamp-url', 'http://tsa', '--timestamp-root-cert', '/root.crt'],
      ...['--force-referrers-tag=false', '--debug', reference],
    ]);
  });

  it('asks for no timestamp where there is none', () => {
    assert.deepEqual(signed({ timestamp: undefined }), [...start, '--verbose', reference]);
  });
});

describe('verifyInvocation', () => {
  const table: [release: string, Verbosity, flag: string][] = [
    ['1.0.0', 'reasons', '--verbose'],
    ['1.3.2', 'reasons', '--verbose'],
    ['2.0.0-alpha.1', 'reasons', '--debug'],
    ['1.0.0', 'debug', '--debug'],
    ['1.3.2', 'debug', '--debug'],
    ['2.0.0-alpha.1', 'debug', '--debug'],
  ];
  for (const [release, verbosity, flag] of table) {
    it(`G7 has ${release} tell the reasons by ${flag}, asked for ${verbosity}`, () => {
      assert.deepEqual(verifyInvocation(version(release), { ...verification, verbosity }), {
        args: ['verify', flag, '--oci-layout', '--scope', 'r/a', 'layout-7@sha256:0'],
        environment: experimental,
      });
    });
  }

  it('passes the whole of a request, the layout last', () => {
    const asked: VerifyRequest = {
      ...{ ...verification, pluginConfig: { a: '1' } },
      userMetadata: new Map([
        ['b', '2'],
        ['c', ''],
      ]),
    };
    for (const release of Object.values(releases).flat()) {
      const verbosity = release.startsWith('2.') ? '--debug' : '--verbose';
      assert.deepEqual(verifyInvocation(version(release), asked), {
        args: [
          ...['verify', verbosity, '--oci-layout', '--scope', 'r/a'],
          ...['--plugin-config', 'a=1', '--user-metadata', 'b=2', '--user-metadata', 'c='],
          'layout-7@sha256:0',
        ],
        environment: experimental,
      });
    }
  });
});
