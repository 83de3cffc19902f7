import assert from 'node:assert/strict';
import {
  type Referrers,
  type SignRequest,
  signInvocation,
  type Verbosity,
  type VerifyRequest,
  inspectInvocation,
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
const common: Omit<VerifyRequest, 'maxSignatures'> = {
  ...{ reference, insecureRegistry: false, pluginConfig: {}, userMetadata: new Map() },
  ...{ referrers: 'auto', verbosity: 'reasons' },
};
const request: SignRequest = {
  ...common,
  ...{
    plugin: nonEmpty('azure-kv'),
    keyId: nonEmpty('https://k'),
    signatureFormat: 'cose',
    expiry: undefined,
  },
};
const verification: VerifyRequest = { ...common, maxSignatures: undefined };
const start = ['sign', '--signature-format', 'cose', '--plugin', 'azure-kv', '--id', 'https://k'];
const experimental = { NOTATION_EXPERIMENTAL: '1' };

type Row = [Referrers, FlagGroup, 'sign' | 'verify', flags: string[], environment?: object];
const rows: Row[] = [
  ['auto', '1.0', 'sign', []],
  ['auto', '1.2', 'sign', []],
  ['auto', '2.0', 'sign', []],
  ['auto', '1.0', 'verify', []],
  ['auto', '1.2', 'verify', []],
  ['auto', '2.0', 'verify', []],
  ['tag', '1.0', 'sign', []],
  ['tag', '1.2', 'sign', []],
  ['tag', '2.0', 'sign', ['--force-referrers-tag=true']],
  ['tag', '1.0', 'verify', []],
  ['tag', '1.2', 'verify', []],
  ['tag', '2.0', 'verify', []],
  ['api', '1.0', 'sign', ['--allow-referrers-api'], experimental],
  ['api', '1.2', 'sign', ['--force-referrers-tag=false']],
  ['api', '2.0', 'sign', []],
  ['api', '1.0', 'verify', ['--allow-referrers-api'], experimental],
  ['api', '1.2', 'verify', []],
  ['api', '2.0', 'verify', []],
];

describe('the referrers choice', () => {
  for (const [referrers, group, command, flags, environment = {}] of rows) {
    for (const release of releases[group]) {
      it(`P4 ${referrers} at ${command} with ${release} is ${flags.join(' ') || 'no flag'}`, () => {
        if (command === 'sign') {
          const asked = { ...request, referrers };
          const verbosity = group === '2.0' ? '--debug' : '--verbose';
          const args = [...start, ...flags, verbosity, reference];
          assert.deepEqual(signInvocation(version(release), asked), { args, environment });
        } else {
          const asked = { ...verification, referrers };
          const { args, ...others } = verifyInvocation(version(release), asked);
          const inspected = inspectInvocation(version(release), asked);
          const inspect = ['inspect', '--output', 'json', ...flags, reference];
          assert.deepEqual(inspected, { args: inspect, environment });
          assert.deepEqual(args.slice(2), [...flags, reference]);
          assert.deepEqual(others, { environment });
        }
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
        args: ['verify', flag, reference],
        environment: {},
      });
    });
  }

  it('passes the whole of a request, the reference last', () => {
    const asked: VerifyRequest = {
      ...{ ...verification, insecureRegistry: true, maxSignatures: 7, pluginConfig: { a: '1' } },
      userMetadata: new Map([
        ['b', '2'],
        ['c', ''],
      ]),
    };
    assert.deepEqual(verifyInvocation(version('1.3.2'), asked).args, [
      ...['verify', '--verbose', '--plugin-config', 'a=1', '--user-metadata', 'b=2'],
      ...['--user-metadata', 'c=', '--insecure-registry', '--max-signatures', '7', reference],
    ]);
  });
});

describe('inspectInvocation', () => {
  it('asks for JSON, by plain HTTP where that is allowed', () => {
    const asked = { ...verification, insecureRegistry: true };
    assert.deepEqual(inspectInvocation(version('1.3.2'), asked), {
      args: ['inspect', '--output', 'json', '--insecure-registry', reference],
      environment: {},
    });
  });

  it('looks at no more signatures than verify would', () => {
    const { args } = inspectInvocation(version('1.0.0'), { ...verification, maxSignatures: 3 });
    assert.deepEqual(args.slice(-3), ['--max-signatures', '3', reference]);
  });
});
