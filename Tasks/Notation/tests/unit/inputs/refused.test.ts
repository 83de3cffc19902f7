import { givenInputs } from '../givenInputs';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sinon from 'sinon';
import { readInputs } from '../../../src/inputs';
import { TaskError } from '../../../src/errors';
import type { ErrorCode } from '../../../src/messages';

type Given = Readonly<Record<string, string>>;

const digest = `sha256:${'0'.repeat(64)}`;
const vault = 'https://test.vault.azure.net';
const keyid = `${vault}/keys/signer/0123456789abcdef0123456789abcdef`;

describe('inputs that are refused', () => {
  let folder: string;
  let file: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'refused-'));
    file = path.join(folder, 'file.pem');
    writeFileSync(file, 'a file');
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  afterEach(() => {
    sinon.restore();
  });

  /** Asserts that a step of these inputs is refused, and that the error names the values. */
  function assertRefused(inputs: Given, code: ErrorCode, ...named: string[]): void {
    const verify = { trustPolicy: file, trustStore: folder };
    const sign = { keyid, akvPluginVersion: '1.2.1', plugin: 'azureKeyVault' };
    const usual = inputs['command'] === 'verify' ? verify : sign;
    givenInputs({ artifactRefs: `r.example/app@${digest}`, ...usual, ...inputs });
    assert.throws(readInputs, (error) => {
      assert(error instanceof TaskError);
      assert.equal(error.code, code);
      const values = error.values.join(' ');
      for (const value of named) assert(values.includes(value), `${value} is not in: ${values}`);
      return true;
    });
  }

  const references: [title: string, item: string, code: ErrorCode][] = [
    ['a repository in upper case', `r.example/App@${digest}`, 'ReferenceMalformed'],
    ['a name of several words', 'r.example/my app:v1', 'ReferenceMalformed'],
    ['an address of the web', `https://r.example/app@${digest}`, 'ReferenceWithScheme'],
    ['no registry', `app@${digest}`, 'ReferenceMalformed'],
    ['neither tag nor digest', 'r.example/app', 'TagAndDigestMissing'],
    ['an algorithm without its digest', 'r.example/app@sha256:', 'DigestMissing'],
    ['not even a registry before the missing digest', 'app@sha256:', 'DigestMissing'],
    ['nothing after the at sign', 'r.example/app@', 'DigestMissing'],
    ['half a digest', 'r.example/app@sha256:0123', 'DigestMalformed'],
    ['a macro for the whole reference', '$(imageRef)', 'MacroNotExpanded'],
    ['a macro for the digest', 'r.example/app@$(push.digest)', 'MacroNotExpanded'],
  ];
  for (const [title, item, code] of references) {
    for (const command of ['sign', 'verify']) {
      it(`I2 ${command} refuses ${title}: ${code}`, () => {
        const artifactRefs = `r.example/first@${digest},\n${item}`;
        assertRefused({ command, artifactRefs }, code, /\$\(.+\)/.exec(item)?.[0] ?? item);
      });
    }
  }

  const booleans: [command: string, name: string, value: string][] = [
    ['install', 'isCustomVersion', 'yes'],
    ['sign', 'selfSigned', '1'],
    ['sign', 'allowReferrersAPI', 'on'],
    ['sign', 'failOnWarning', 'truee'],
    ['verify', 'failOnWarning', 'no'],
    ['verify', 'allowReferrersAPI', 'true, false'],
  ];
  for (const [command, name, value] of booleans) {
    it(`I4 are refused where they are no boolean: ${command}, ${name}: ${value}`, () => {
      assertRefused({ command, [name]: value }, 'InputNotBoolean', name, value);
    });
  }

  const keyIds = [
    'signer',
    `${vault}/secrets/signer/1`,
    'http://test.vault.azure.net/keys/signer/1',
    vault,
    `${vault}/keys/`,
  ];
  for (const wrong of keyIds) {
    it(`I7 are refused: the key ID ${wrong}`, () => {
      assertRefused({ command: 'sign', keyid: wrong }, 'KeyIdMalformed', wrong);
    });
  }

  const signing: [title: string, inputs: () => Given, code: ErrorCode, named: readonly string[]][] =
    [
      [
        'selfSigned with a bundle',
        () => ({ selfSigned: 'true', caCertBundle: file }),
        ...(['SelfSignedWithBundle', []] as const),
      ],
      [
        'a bundle that is not there',
        () => ({ selfSigned: 'false', caCertBundle: 'none.pem' }),
        ...(['FileMissing', ['caCertBundle', 'none.pem']] as const),
      ],
      [
        'a timestamp authority without its root',
        () => ({ timestampURL: 'http://tsa.example' }),
        ...(['TimestampIncomplete', ['timestampURL', 'timestampRootCert']] as const),
      ],
      [
        'a timestamp root without its authority',
        () => ({ timestampRootCert: file }),
        ...(['TimestampIncomplete', ['timestampRootCert', 'timestampURL']] as const),
      ],
      [
        'a timestamp root that is not there',
        () => ({ timestampURL: 'http://tsa.example', timestampRootCert: 'none.crt' }),
        ...(['FileMissing', ['timestampRootCert', 'none.crt']] as const),
      ],
      [
        'a timestamp authority that is no URL',
        () => ({ timestampURL: 'tsa.example', timestampRootCert: file }),
        ...(['UrlMalformed', ['timestampURL']] as const),
      ],
    ];
  for (const [title, inputs, code, named] of signing) {
    it(`I7 are refused: ${title}`, () => {
      assertRefused({ command: 'sign', ...inputs() }, code, ...named);
    });
  }
});
