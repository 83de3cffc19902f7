import { captured, commandsIn, library } from '../agentLibrary';
import assert from 'node:assert/strict';
import sinon from 'sinon';
import { maskSecret, maskBasicAuth, secretMask } from '../../../src/agent/secret';

describe('hide', () => {
  const pem = '-----BEGIN PRIVATE KEY-----\nAAAA\r\nBBBB\n\n-----END PRIVATE KEY-----\n';
  const table: [title: string, secret: string, masked: string[]][] = [
    ['a secret of one line', 'p4ssw0rd', ['p4ssw0rd']],
    [
      'each line of a PEM',
      pem,
      ['-----BEGIN PRIVATE KEY-----', 'AAAA', 'BBBB', '-----END PRIVATE KEY-----'],
    ],
    ['nothing of blanks', ' \n\t\n', []],
    ['nothing of an empty secret', '', []],
    ['a secret that the agent must decode', 'a%0Ab;c]d', ['0Ab;c]d', 'a%AZP250Ab;c]d']],
    ['no short piece of one', 'a%0Ab%c', ['a%AZP250Ab%AZP25c']],
  ];
  for (const [title, secret, masked] of table) {
    it(`H4 masks ${title}`, () => {
      const output = captured(() => {
        maskSecret(secret);
      });
      assert.deepEqual(
        commandsIn(output),
        masked.map((part) => `task.setsecret]${part}`),
      );
    });
  }
});

describe('hideBasicAuth', () => {
  it('H4 masks the password and the form of a basic authentication header', () => {
    const output = captured(() => {
      maskBasicAuth('me', 'p4ss:wörd');
    });
    const encoded = 'bWU6cDRzczp3w7ZyZA==';
    assert.deepEqual(commandsIn(output), ['task.setsecret]p4ss:wörd', `task.setsecret]${encoded}`]);
  });
});

describe('secretMask', () => {
  let mask: (text: string) => string;
  let reading: sinon.SinonStub;

  beforeEach(() => {
    reading = sinon.stub(library, 'getVariables').callsFake(() => {
      library.debug('variable-secret'); // the agent library does so
      return [
        { name: 'token', value: 'variable-secret', secret: true },
        { name: 'key', value: 'key-line-1\nkey-line-2', secret: true },
        { name: 'registry', value: 'public-value', secret: false },
        // What the library gives for one without a value, whatever its types say.
        { name: 'empty', value: undefined as unknown as string, secret: true },
      ];
    });
    const output = captured(() => {
      maskSecret('hidden-secret');
      maskBasicAuth('me', 'hidden-password');
      mask = secretMask();
    });
    assert(!output.includes('variable-secret'), 'shown while it was read');
  });
  afterEach(() => {
    sinon.restore();
  });

  for (const secret of [
    'hidden-secret',
    'hidden-password',
    Buffer.from('me:hidden-password').toString('base64'),
    'variable-secret',
    'key-line-2',
  ]) {
    it(`H4 masks what was hidden and what is a secret variable: ${secret}`, () => {
      assert.equal(mask(`a ${secret}.`), 'a ***.');
    });
  }

  it('leaves other variables alone, and reads them once', () => {
    assert.equal(mask('a public-value'), 'a public-value');
    assert.equal(reading.callCount, 1);
  });
});
