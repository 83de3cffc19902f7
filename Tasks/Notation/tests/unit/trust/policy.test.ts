import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type TrustPolicy,
  applicableStatement,
  lineOf,
  readTrustPolicy,
} from '../../../src/trust/policy';

describe('a trust policy', () => {
  let folder: string;
  let file: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'trust-policy-'));
    file = path.join(folder, 'trustpolicy.json');
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const statements = [
    { name: 'all', registryScopes: ['*'], level: 'skip', trustStores: [] },
    {
      name: 'apps',
      registryScopes: ['r.example/app', 'r.example/team/app'],
      level: 'strict',
      trustStores: ['ca:a', 'tsa:b'],
    },
  ];
  const trustPolicies = statements.map(({ level, ...others }) => ({
    ...others,
    signatureVerification: { level },
  }));
  const policy = JSON.stringify({ version: '1.0', trustPolicies }, undefined, 2);
  const parsed = (all = statements): TrustPolicy => ({ file, text: policy, statements: all });

  it('is refused where its file is larger than any policy', () => {
    writeFileSync(file, policy + ' '.repeat(1024 * 1024));
    assert.throws(() => readTrustPolicy(file), { code: 'TrustPolicyMalformed' });
  });

  for (const [title, content] of [
    ['as it is', policy],
    ['without its byte order mark', `\ufeff${policy}`],
  ] as const) {
    it(`is read ${title}`, () => {
      writeFileSync(file, content);
      assert.deepEqual(readTrustPolicy(file), parsed());
    });
  }

  const applicable: [scope: string, name: string][] = [
    ['r.example/app', 'apps'],
    ['r.example/team/app', 'apps'],
    ['r.example/team', 'all'],
    ['r.example/apps', 'all'],
    ['r.example:5000/app', 'all'],
    ['*', 'all'],
  ];
  for (const [scope, name] of applicable) {
    it(`G3 has the statement '${name}' for ${scope}`, () => {
      assert.equal(applicableStatement(parsed(), scope)?.name, name);
    });
  }

  it('may have no statement for a repository', () => {
    const some = parsed(statements.slice(1));
    assert.equal(applicableStatement(some, 'r.example/other'), undefined);
  });

  const malformed: [title: string, content: string][] = [
    ['empty', ''],
    ['no JSON', '{ "trustPolicies": [ }'],
    ['JSON of another kind', 'null'],
    ['a list', '[]'],
    ['without statements', '{}'],
    ['with one statement outside a list', '{"trustPolicies":{}}'],
  ];
  for (const [title, content] of malformed) {
    it(`is refused when it is ${title}, by its path`, () => {
      writeFileSync(file, content);
      assert.throws(
        () => readTrustPolicy(file),
        (error: { code: string; values: string[] }) => {
          assert.equal(error.code, 'TrustPolicyMalformed');
          assert.match(error.values[0] ?? '', new RegExp(`^${file}(:1)?$`));
          return true;
        },
      );
    });
  }

  const broken: [title: string, line: number, ...lines: string[]][] = [
    ['in its first line', 1, 'x', '{}'],
    ['at a comma too many', 4, '{', '"trustPolicies": [', '1,', ']', '}'],
    ['at a member without a name', 2, '{', ': 1', '}'],
    ['in a text that does not end', 2, '[', '"a', '"b"', ']'],
    ['at its end, which does not come', 3, '{', '"a": [', ''],
    ['after its end', 3, '{', '}', '}'],
    ['at a line break of Windows', 3, '{\r', '"a": 1\r', '"b": 2\r', '}'],
  ];
  for (const [title, line, ...lines] of broken) {
    it(`names the line at which it stops being JSON: ${title}`, () => {
      writeFileSync(file, lines.join('\n'));
      assert.throws(
        () => readTrustPolicy(file),
        ({ values }: { values: string[] }) => {
          assert.equal(values[0], `${file}:${line}`);
          return true;
        },
      );
    });
  }

  it('is refused when it is a folder', () => {
    assert.throws(() => readTrustPolicy(folder), { code: 'TrustPolicyMalformed' });
  });

  it('is read however notation reads it: keys in any case of letters', () => {
    const other = { TrustPolicies: [{ Name: 'all', RegistryScopes: ['*'] }] };
    writeFileSync(file, JSON.stringify(other));
    const read = readTrustPolicy(file);
    assert.equal(read.text, JSON.stringify(other));
    assert.equal(applicableStatement(read, 'r.example/app')?.name, 'all');
  });

  it('tells the line of a text', () => {
    assert.equal(lineOf(parsed(), 'all'), 5);
    assert.equal(policy.split('\n')[(lineOf(parsed(), 'tsa:b') ?? 0) - 1]?.trim(), '"tsa:b"');
    assert.equal(lineOf(parsed(), 'elsewhere'), undefined);
  });

  it('leaves it to notation to refuse a statement that is none', () => {
    writeFileSync(
      file,
      '{"trustPolicies":[null,1,{"name":"a"},{"name":"b","registryScopes":"*"}]}',
    );
    assert.equal(applicableStatement(readTrustPolicy(file), 'r.example/app'), undefined);
  });
});
