import assert from 'node:assert/strict';
import {
  PolicyProblem,
  type TrustPolicy,
  applicableStatement,
  parseTrustPolicy,
  placeOf,
} from '../../../src/trust/policy';

const statements = [
  { name: 'all', registryScopes: ['*'], signatureVerification: { level: 'skip' } },
  {
    name: 'apps',
    registryScopes: ['r.example/app', 'r.example/team/app'],
    signatureVerification: {
      level: 'strict',
      override: { expiry: 'log' },
      verifyTimestamp: 'always',
    },
    trustStores: ['ca:a', 'tsa:b'],
  },
];
const parse = (trustPolicies: unknown): TrustPolicy =>
  parseTrustPolicy('p.json', JSON.stringify({ version: '1.0', trustPolicies }, undefined, 2));

describe('a trust policy', () => {
  it('is read by what its statements say', () => {
    const [all, apps] = parse(statements).statements;
    assert.deepEqual([all?.name, all?.level, all?.trustStores], ['all', 'skip', []]);
    assert.deepEqual(apps?.registryScopes, ['r.example/app', 'r.example/team/app']);
    assert.deepEqual([apps.level, apps.verifyTimestamp], ['strict', 'always']);
    assert.deepEqual([...apps.override], [['expiry', 'log']]);
    assert.deepEqual(apps.trustStores, ['ca:a', 'tsa:b']);
  });

  const applicable: [scope: string, name: string][] = [
    ['r.example/app', 'apps'],
    ['r.example/team/app', 'apps'],
    ['r.example/team', 'all'],
    ['r.example/apps', 'all'],
    ['r.example:5000/app', 'all'],
    ['R.example/app', 'all'],
    ['*', 'all'],
  ];
  for (const [scope, name] of applicable) {
    it(`G3 has the statement '${name}' for ${scope}`, () => {
      assert.equal(applicableStatement(parse(statements), scope)?.name, name);
    });
  }

  it('may have no statement for a repository', () => {
    assert.equal(applicableStatement(parse(statements.slice(1)), 'r.example/other'), undefined);
  });

  it('G12 is read however notation reads it: keys in any case of letters', () => {
    const text = '{"Tru\u017ftPolicies":[{"NAME":"all","Registry\u017fcopes":["*"]}]}';
    const read = parseTrustPolicy('p.json', text);
    assert.equal(read.text, text);
    assert.equal(applicableStatement(read, 'r.example/app')?.name, 'all');
  });

  it('G12 has no name that only other foldings take for a known one', () => {
    const text =
      '{"trustPolicies":[{"name":"a","regi\ufb06ryScopes":["*"],"registryScopes ":["*"]}]}';
    assert.equal(applicableStatement(parseTrustPolicy('p.json', text), 'r.example/app'), undefined);
  });

  const twice: [title: string, line: number, ...lines: string[]][] = [
    ['its statements', 2, '{"trustPolicies":[],', '"TRUSTPOLICIES":[]}'],
    ['its version', 2, '{"version":"1.0","trustPolicies":[],', '"Version":"2.0"}'],
    ['a scope list', 2, '{"trustPolicies":[{"registryScopes":[],', '"registryScopes":["*"]}]}'],
    [
      'the identities',
      2,
      '{"trustPolicies":[{"trustedIdentities":[],',
      '"TrustedIdentities":[]}]}',
    ],
    [
      'a level',
      2,
      '{"trustPolicies":[{"signatureVerification":{"level":"skip",',
      '"leve\\u006c":"strict"}}]}',
    ],
    [
      'an override',
      2,
      '{"trustPolicies":[{"signatureVerification":{"override":{"expiry":"log",',
      '"expiry":"enforce"}}}]}',
    ],
  ];
  for (const [title, line, ...lines] of twice) {
    it(`G12 is refused where it says ${title} twice: Go would mix the two`, () => {
      const text = lines.join('\n');
      assert.throws(
        () => parseTrustPolicy('p.json', text),
        (error: unknown) => {
          assert(error instanceof PolicyProblem);
          assert.equal(text.slice(0, error.offset).split('\n').length, line);
          return true;
        },
      );
    });
  }

  it('may say twice what nobody reads', () => {
    const text =
      '{"trustPolicies":[{"name":"a","//":1,"//":2,"registryScopes":["*"]}],"x":1,"x":2}';
    assert.equal(applicableStatement(parseTrustPolicy('p.json', text), 'r.example/app')?.name, 'a');
  });

  it('F10 tells the place of a part, not of the first like it', () => {
    const scopes = ['r.example/app'];
    const read = parse([
      { name: 'ca:a', registryScopes: ['r.example/other'], trustStores: ['ca:a'] },
      { name: 'apps', registryScopes: scopes, trustStores: ['ca:a'] },
    ]);
    const place = read.statements[1]?.places.stores[0];
    assert(place !== undefined);
    const line = Number(placeOf(read, place.node).replace('p.json:', ''));
    const lines = read.text.split('\n');
    assert.equal(lines[line - 1]?.trim(), '"ca:a"');
    assert.equal(line, lines.map((one) => one.trim()).lastIndexOf('"ca:a"') + 1);
  });

  it('leaves it to notation to refuse a statement that is none', () => {
    const read = parse([null, 1, { name: 'a' }, { name: 'b', registryScopes: '*' }, []]);
    assert.equal(applicableStatement(read, 'r.example/app'), undefined);
  });
});
