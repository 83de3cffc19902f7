import { captured, commandsIn } from '../agentLibrary';
import assert from 'node:assert/strict';
import { hide, hideBasicAuth } from '../../../src/agent/secret';

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
        hide(secret);
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
      hideBasicAuth('me', 'p4ss:wörd');
    });
    const encoded = 'bWU6cDRzczp3w7ZyZA==';
    assert.deepEqual(commandsIn(output), ['task.setsecret]p4ss:wörd', `task.setsecret]${encoded}`]);
  });
});
