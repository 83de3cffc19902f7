import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkTrust } from '../../../src/trust/check';
import type { Findings } from '../../../src/trust/checkStore';
import { parseTrustPolicy } from '../../../src/trust/policy';
import type { TrustStore } from '../../../src/trust/store';
import {
  type Certificate,
  certificateAuthority,
  issuedCertificate,
  selfSignedCertificate,
} from '../../fixtures/certificates';

const scope = 'r.example/app';

describe('checkTrust', () => {
  let folder: string;
  const made = {} as Record<'authority' | 'signer' | 'leaf' | 'expired', Certificate>;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'preflight-'));
    const key = 'EC-256';
    made.authority = certificateAuthority({ folder, commonName: 'authority', key });
    made.signer = selfSignedCertificate({ folder, commonName: 'signer', key });
    made.leaf = issuedCertificate(made.authority, { folder, commonName: 'leaf', key });
    made.expired = selfSignedCertificate({ folder, commonName: 'expired', key, expired: true });
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  interface Statement {
    readonly scopes?: readonly string[];
    readonly level?: string;
    readonly stores?: readonly string[];
    readonly override?: Readonly<Record<string, string>>;
    readonly verifyTimestamp?: string;
  }

  function store(kind: TrustStore['kind'], name: string, ...files: (keyof typeof made)[]) {
    const read = files.map((one) => {
      const certificates = [new X509Certificate(made[one].pem)];
      return { path: `${name}/${one}.pem`, certificates, staged: Buffer.from(made[one].pem) };
    });
    return { kind, name, folder: `x509/${kind}/${name}`, files: read, leftOut: [] };
  }

  /** What is found, as codes with the first value: where. */
  function found(
    statements: readonly Statement[],
    stores: readonly TrustStore[],
    scopes = [scope],
  ): Record<'problems' | 'warnings', string[]> {
    const trustPolicies = statements.map((one, index) => ({
      name: `statement${index}`,
      registryScopes: one.scopes ?? [scope],
      signatureVerification: {
        level: one.level ?? 'strict',
        override: one.override,
        verifyTimestamp: one.verifyTimestamp,
      },
      trustStores: one.stores ?? ['ca:a'],
    }));
    const text = JSON.stringify({ version: '1.0', trustPolicies }, undefined, 1);
    const policy = parseTrustPolicy('policy.json', text);
    const findings: Findings = checkTrust({ policy, stores }, scopes);
    return {
      problems: findings.problems.map(({ code, values }) => `${code} ${values[0] ?? ''}`),
      warnings: findings.warnings.map(({ key, values }) => `${key} ${values[0] ?? ''}`),
    };
  }
  const nothing = { problems: [], warnings: [] };

  it('finds nothing wrong with authorities and self-signed signing certificates', () => {
    assert.deepEqual(found([{}], [store('ca', 'a', 'authority', 'signer')]), nothing);
  });

  it('finds a repository that no statement covers, each once', () => {
    const { problems } = found(
      [{}],
      [store('ca', 'a', 'signer')],
      [scope, 'r.example/b', 'r.example/b'],
    );
    assert.deepEqual(problems, ['ScopeNotCovered policy.json']);
    assert.deepEqual(found([{ scopes: ['*'] }], [store('ca', 'a', 'signer')]), nothing);
  });

  it('finds a scope of two statements', () => {
    const { problems } = found([{}, {}], [store('ca', 'a', 'signer')]);
    assert.match(problems.join(), /^DuplicateScope policy\.json:\d+$/);
  });

  it('finds stores that are missing, a signing authority’s only for a warning', () => {
    const stores = ['ca:gone', 'tsa:gone', 'signingAuthority:gone'];
    const { problems, warnings } = found([{ stores }], []);
    assert.deepEqual(
      problems.map((one) => one.replace(/\d+$/, 'n')),
      ['StoreMissing policy.json:n', 'StoreMissing policy.json:n'],
    );
    assert.match(warnings.join(), /^Warning_StoreMissing policy\.json:\d+$/);
  });

  it('takes a store neither for one of another kind nor for one of another name', () => {
    for (const other of [store('tsa', 'a', 'authority'), store('ca', 'b', 'authority')]) {
      const { problems } = found([{}], [other]);
      assert.match(problems.join(), /^StoreMissing policy\.json:\d+$/);
    }
  });

  it('finds a store without certificates, and files without one', () => {
    assert.deepEqual(found([{}], [store('ca', 'a')]).problems, ['TrustStoreEmpty x509/ca/a']);
    const junk = { path: 'a/junk', certificates: [], staged: Buffer.alloc(0) };
    const { problems } = found([{}], [{ ...store('ca', 'a', 'signer'), files: [junk] }]);
    assert.deepEqual(problems, ['CertificateUnreadable a/junk']);
  });

  it('finds a certificate of no authority, and warns of an expired one', () => {
    const { problems, warnings } = found([{}], [store('ca', 'a', 'leaf', 'expired')]);
    assert.deepEqual(problems, ['NotACertificateAuthority a/leaf.pem']);
    assert.deepEqual(warnings, ['Warning_TrustedCertificateExpired a/expired.pem']);
  });

  it('leaves alone what only other statements name, and all of a statement that skips', () => {
    const other = { scopes: ['r.example/other'], stores: ['ca:gone', 'ca:bad'] };
    const stores = [store('ca', 'a', 'signer'), store('ca', 'bad', 'leaf')];
    assert.deepEqual(found([{}, other], stores), nothing);
    assert.deepEqual(found([{ level: 'skip', stores: ['ca:gone'] }], []), nothing);
  });

  it('takes the statement that names the repository before the one for all', () => {
    const all = { scopes: ['*'], stores: ['ca:gone'] };
    assert.deepEqual(found([all, {}], [store('ca', 'a', 'signer')]), nothing);
  });

  const anyone = ['ca:a'];
  const levels: [title: string, statement: Statement, kind: 'problems' | 'warnings'][] = [
    ['strict', { stores: anyone }, 'problems'],
    ['permissive', { level: 'permissive', stores: anyone }, 'problems'],
    ['audit', { level: 'audit', stores: anyone }, 'warnings'],
    ['strict that logs', { override: { authenticity: 'log' }, stores: anyone }, 'warnings'],
    [
      'audit that enforces',
      { level: 'audit', override: { authenticity: 'enforce' }, stores: anyone },
      'problems',
    ],
    ['strict beside another scheme', { stores: ['ca:a', 'signingAuthority:b'] }, 'warnings'],
  ];
  for (const [title, statement, kind] of levels) {
    it(`F3 tells a store that notation cannot use among the ${kind} at ${title}`, () => {
      const junk = { path: 'a/junk', certificates: [], staged: Buffer.alloc(0) };
      const other = store('signingAuthority', 'b', 'signer');
      const broken: (readonly TrustStore[])[] = [
        [other],
        [store('ca', 'a'), other],
        [{ ...store('ca', 'a', 'signer'), files: [junk] }, other],
        [store('ca', 'a', 'leaf'), other],
      ];
      for (const stores of broken) {
        const findings = found([statement], stores);
        const counts = [findings.problems.length, findings.warnings.length];
        assert.deepEqual(counts, kind === 'problems' ? [1, 0] : [0, 1]);
      }
    });
  }

  const timestamps: [title: string, statement: Statement, kind: 'problems' | 'warnings'][] = [
    ['strict', {}, 'problems'],
    ['permissive', { level: 'permissive' }, 'warnings'],
    ['strict that needs it only later', { verifyTimestamp: 'afterCertExpiry' }, 'warnings'],
    ['strict that logs', { override: { authenticTimestamp: 'log' } }, 'warnings'],
  ];
  for (const [title, statement, kind] of timestamps) {
    it(`F3 tells a missing store of timestamps among the ${kind} at ${title}`, () => {
      const stores = [store('ca', 'a', 'signer')];
      const findings = found([{ ...statement, stores: ['ca:a', 'tsa:gone'] }], stores);
      const counts = [findings.problems.length, findings.warnings.length];
      assert.deepEqual(counts, kind === 'problems' ? [1, 0] : [0, 1]);
    });
  }

  it('F3 calls a folder without stores a mistake only where one is needed', () => {
    const text = (level: string): string =>
      JSON.stringify({
        trustPolicies: [
          {
            name: 'a',
            registryScopes: [scope],
            signatureVerification: { level },
            trustStores: ['ca:a'],
          },
        ],
      });
    const codes = (level: string): string[] => {
      const policy = parseTrustPolicy('policy.json', text(level));
      const trust = { policy, stores: [], storeFolder: '/given' };
      return checkTrust(trust, [scope]).problems.map(({ code }) => code);
    };
    assert.deepEqual(codes('strict'), ['TrustStoreLayout']);
    for (const level of ['audit', 'skip']) assert.deepEqual(codes(level), []);
  });

  it('F10 refuses a pattern in a scope, and takes nothing for not covered then', () => {
    const stores = [store('ca', 'a', 'signer')];
    const { problems } = found([{ scopes: ['r.example/a*'] }], stores);
    assert.match(problems.join(), /^ScopePattern policy\.json:\d+$/);
  });

  it('D6 refuses a pattern that stands twice, whatever the case of letters of its registry', () => {
    const statements = [{ scopes: ['r.example/*'] }, { scopes: ['R.Example/*'] }];
    const { problems } = found(statements, [store('ca', 'a', 'signer')]);
    assert.match(problems.join(), /^DuplicateScope policy\.json:\d+$/);
  });

  it('F4 knows a certificate without a subject by its fingerprint', () => {
    const bare = { subject: undefined, ca: false, raw: Buffer.alloc(0), fingerprint256: 'AB:CD' };
    const one = { ...bare, validTo: 'Jan 1 00:00:00 2020 GMT', verify: () => false, publicKey: {} };
    const certificates = [one as unknown as X509Certificate];
    const file = { path: 'a/bare.pem', certificates, staged: Buffer.alloc(0) };
    const policy = parseTrustPolicy(
      'policy.json',
      JSON.stringify({
        trustPolicies: [{ name: 'a', registryScopes: ['*'], trustStores: ['ca:a'] }],
      }),
    );
    const findings = checkTrust({ policy, stores: [{ ...store('ca', 'a'), files: [file] }] }, [
      scope,
    ]);
    for (const values of [findings.problems[0]?.values, findings.warnings[0]?.values]) {
      assert.deepEqual(values?.slice(0, 2), ['a/bare.pem', 'SHA-256 AB:CD']);
    }
  });
});
