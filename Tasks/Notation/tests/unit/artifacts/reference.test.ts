import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  canonicalName,
  createReference,
  parseReference,
  withDigest,
} from '../../../src/artifacts/reference';
import type { ErrorCode } from '../../../src/messages';
import { algorithms, anyReference } from './anyReference';

const sha256 = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('parseReference', () => {
  type Row = [
    text: string,
    registry: string,
    repository: string,
    tag?: string | undefined,
    digest?: string,
  ];
  const good: Row[] = [
    ['reg.example.com/app:v1', 'reg.example.com', 'app', 'v1'],
    [`reg.example.com/app@${sha256}`, 'reg.example.com', 'app', undefined, sha256],
    [`reg.example.com/app:v1@${sha256}`, 'reg.example.com', 'app', 'v1', sha256],
    [`r/a@${algorithms.sha384}`, 'r', 'a', undefined, algorithms.sha384],
    [`r/a@${algorithms.sha512}`, 'r', 'a', undefined, algorithms.sha512],
    ['REG.Example.COM/app:V1', 'REG.Example.COM', 'app', 'V1'],
    // To notation `localhost:5000` alone is a registry without TLS: this one stays one with TLS.
    ['LOCALHOST:5000/app:v1', 'LOCALHOST:5000', 'app', 'v1'],
    ['localhost:5000/team/sub/app:latest', 'localhost:5000', 'team/sub/app', 'latest'],
    ['127.0.0.1:5000/a:1', '127.0.0.1:5000', 'a', '1'],
    ['[::1]:5000/a:1', '[::1]:5000', 'a', '1'],
    ['[FE80::1]/a:1', '[FE80::1]', 'a', '1'],
    ['xn--bcher-kva.example/a:1', 'xn--bcher-kva.example', 'a', '1'],
    ['r/a.b_c__d-e---f:1', 'r', 'a.b_c__d-e---f', '1'],
    ['r/0:_.-', 'r', '0', '_.-'],
    [`r/a:${'t'.repeat(128)}`, 'r', 'a', 't'.repeat(128)],
  ];
  for (const [text, registry, repository, tag, digest] of good) {
    it(`I1 reads ${text.slice(0, 60)}`, () => {
      const { scope, name, ...parts } = parseReference(text);
      assert.deepEqual(parts, { registry, repository, tag, digest });
      assert.equal(scope, `${registry}/${repository}`);
      assert.equal(name, digest === undefined ? text : `${scope}@${digest}`);
    });
  }

  for (const [text, shown, scheme] of [
    ['https://r/a:v1', 'https://r/a:v1', 'https://'],
    [`HTTP://r:5000/a@${sha256}`, `HTTP://r:5000/a@${sha256}`, 'HTTP://'],
    ['oci://r/a:v1', 'oci://r/a:v1', 'oci://'],
    [`docker://u:secret@r/a@${sha256}`, `docker://r/a@${sha256}`, 'docker://'],
    ['https://', 'https://', 'https://'],
  ] as const) {
    it(`F10 I2 refuses ${shown}, and names the scheme but no login`, () => {
      const error = { code: 'ReferenceWithScheme', values: [shown, scheme] };
      assert.throws(() => parseReference(text), error);
    });
  }

  const bad: [code: ErrorCode, ...texts: string[]][] = [
    [
      'DigestMissing',
      ...['r/app@sha256:', 'r/app@', 'r/app@sha256', 'r/app:v1@sha256:', 'r/app@sha512:'],
    ],
    [
      'DigestMalformed',
      ...[`r/a@${sha256.slice(0, -1)}`, `r/a@${sha256}0`, `r/a@${sha256.toUpperCase()}`],
      ...[`r/a@${sha256.slice(0, -1)}g`, `r/a@md5:${'0'.repeat(32)}`, `r/a@${sha256}@${sha256}`],
      ...[`r/app@${sha256.slice(7)}`, 'r/app@1a2b3c4d5e6f', 'r/app@sha25', 'r/app@md5:'],
      ...[`r/a@sha512:${'0'.repeat(64)}`, `r/a@${sha256}:v1`, `r/a@${sha256}\n`, `r/a@ ${sha256}`],
    ],
    ['TagAndDigestMissing', 'r/app', 'reg.example.com:5000/team/app'],
    [
      'ReferenceMalformed',
      ...[
        '',
        'app',
        'app:v1',
        `app@${sha256}`,
        '/app:v1',
        'r/:v1',
        'r/app:',
        'r//app:v1',
        'r/a/:v1',
      ],
      ...['r/App:v1', 'r/a..b:1', 'r/a___b:1', 'r/-a:1', 'r/a-:1', 'r/.a:1', 'r/a b:1', 'r/a:b:c'],
      ...['-r/a:1', 'r-/a:1', 'r..x/a:1', 'r:/a:1', 'r:port/a:1', '[::1/a:1', 'r.:5000/a:1'],
      ...[`r/a:${'t'.repeat(129)}`, 'r/a:-t', 'r/a:.t', 'r/a:v1\n', ' r/a:v1', 'r/a:v1 '],
      ...['r/é:1', 'r/a:v1#', '--debug', '-r/--debug:1', 'r/a:v1?x'],
    ],
  ];
  for (const [code, ...texts] of bad) {
    for (const text of texts) {
      it(`I2 refuses ${JSON.stringify(text).slice(0, 60)} with ${code}, and names it`, () => {
        assert.throws(() => parseReference(text), { code, values: [text] });
      });
    }
  }

  it('I1 reads a name again: the same but for a tag beside a digest', () => {
    fc.assert(
      fc.property(anyReference, (text) => {
        const read = parseReference(text);
        const tag = read.digest === undefined ? read.tag : undefined;
        assert.deepEqual(parseReference(read.name), { ...read, tag });
      }),
    );
  });

  it('I2 comes to an end with a text of any length', () => {
    // What grew with the square of it would still be at it when the test is given up.
    for (const text of [`r/${'a-'.repeat(500_000)}:1`, `${'a-'.repeat(500_000)}/a:1`]) {
      assert.throws(() => parseReference(text), { code: 'ReferenceMalformed' });
    }
  });
});

describe('createReference', () => {
  it('I1 names a reference by its digest rather than by its tag', () => {
    const reference = parseReference(`R.example/team/app:v1@${sha256}`);
    assert.equal(reference.name, `R.example/team/app@${sha256}`);
    const tagged = createReference({ ...reference, digest: undefined });
    assert.equal(tagged.name, 'R.example/team/app:v1');
  });
});

describe('withDigest', () => {
  it('I1 names the digest in the same repository, and no tag', () => {
    const reference = withDigest(parseReference('R.example:5000/team/app:v1'), sha256);
    assert.deepEqual(reference, parseReference(`R.example:5000/team/app@${sha256}`));
  });
});

describe('canonicalName', () => {
  it('I1 is the same for all that name the same, whatever the case of the host', () => {
    const names = ['R.example/a:V1', 'r.EXAMPLE/a:V1'].map((one) =>
      canonicalName(parseReference(one)),
    );
    assert.deepEqual(names, ['r.example/a:V1', 'r.example/a:V1']);
    assert.notEqual(canonicalName(parseReference('r.example/a:v1')), names[0]);
  });
});
