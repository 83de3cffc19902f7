import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readTrustPolicy } from '../../../src/trust/policyFile';

describe('the file of a trust policy', () => {
  let folder: string;
  let file: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'trust-policy-'));
    file = path.join(folder, 'trustpolicy.json');
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const policy = '{"trustPolicies": [{"name": "all"}]}\n';

  it('is refused where it is larger than any policy', () => {
    writeFileSync(file, policy + ' '.repeat(1024 * 1024));
    assert.throws(() => readTrustPolicy(file), { code: 'TrustPolicyMalformed' });
  });

  for (const [title, content] of [
    ['as it is', policy],
    ['without its byte order mark', `\ufeff${policy}`],
  ] as const) {
    it(`is read ${title}`, () => {
      writeFileSync(file, content);
      const read = readTrustPolicy(file);
      assert.deepEqual([read.file, read.text], [file, policy]);
      assert.deepEqual(
        read.statements.map(({ name }) => name),
        ['all'],
      );
    });
  }

  const wide = Buffer.from(policy, 'utf16le');
  const encodings: [title: string, content: Buffer][] = [
    ['UTF-16', wide],
    ['UTF-16 with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), wide])],
    ['UTF-16, the other way round', Buffer.from(wide).swap16()],
    ['the same with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), wide]).swap16()],
  ];
  for (const [title, content] of encodings) {
    it(`F10 is refused in ${title}, with a hint at that`, () => {
      writeFileSync(file, content);
      assert.throws(
        () => readTrustPolicy(file),
        ({ code, values }: { code: string; values: string[] }) => {
          assert.deepEqual([code, values[0]], ['TrustPolicyMalformed', file]);
          assert.match(values[1] ?? '', /UTF-16.*UTF-8/);
          return true;
        },
      );
    });
  }

  const malformed: [title: string, content: string][] = [
    ['empty', ''],
    ['no JSON', '{ "trustPolicies": [ }'],
    ['JSON of another kind', 'null'],
    ['a list', '[]'],
    ['without statements', '{}'],
    ['with one statement outside a list', '{"trustPolicies":{}}'],
    ['with more lists in each other than anybody reads', `${'['.repeat(900)}${']'.repeat(900)}`],
  ];
  for (const [title, content] of malformed) {
    it(`is refused when it is ${title}, by its path`, () => {
      writeFileSync(file, content);
      assert.throws(
        () => readTrustPolicy(file),
        (error: { code: string; values: string[] }) => {
          assert.equal(error.code, 'TrustPolicyMalformed');
          assert([file, `${file}:1`].includes(error.values[0] ?? ''), error.values[0]);
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
    ['where it says something twice', 2, '{"trustPolicies": [],', '"trustPolicies": []}'],
  ];
  for (const [title, line, ...lines] of broken) {
    it(`is refused with the line: ${title}`, () => {
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
});
