import { captured } from '../agentLibrary';
import assert from 'node:assert/strict';
import { maskSecret } from '../../../src/agent/secret';
import { errorText, text } from '../../../src/agent/messages';
import { TaskError } from '../../../src/errors';
import type { MessageKey } from '../../../src/messages';
import { pageAddress } from '../../../../../scripts/publisher/address';
import task from '../../../task.json';

describe('text', () => {
  const keys = Object.keys(task.messages) as MessageKey[];

  it('G2 lets no value forge a command or a line, in any text', () => {
    const hostile = ['#', '##' + 'vso[task.complete]', '#\r\n', '\u202e#', '#', '#'];
    for (const key of keys) {
      const wanted = task.messages[key].split('%s').length - 1;
      const result = text(key, ...hostile.slice(0, wanted));
      assert(!/##|[\r\n\u202e]/.test(result), key);
    }
  });

  it('puts each value in its place and takes none for a placeholder', () => {
    const expected = task.messages.Log_DownloadAgain.split('%s');
    const values = ['%s', '%d', '%%', '4'];
    const woven = expected.map((part, index) => part + (values[index] ?? '')).join('');
    assert.equal(text('Log_DownloadAgain', ...values), woven);
  });
});

describe('a value of a text', () => {
  const secret = `Sw0rdfish+${'abcd/efgh&'.repeat(3)}`;
  before(() => {
    captured(() => {
      maskSecret(secret);
    });
  });

  it('S5 shows no part of a secret, wherever the value is cut', () => {
    for (let at = 1400; at <= 1500; at += 1) {
      const shown = text('Error_SignFailed', 'reg/app', `${'x'.repeat(at)}${secret} and more`);
      assert(!shown.includes('Sw0'), `at ${at}`);
    }
  });

  it('S5 shows no secret that a program wrote in another spelling', () => {
    const inGo = secret.replaceAll('&', String.raw`\u0026`);
    const inUrl = encodeURIComponent(secret).toLowerCase().replace('sw0', 'Sw0');
    for (const spelling of [secret, inGo, inUrl]) {
      assert(!text('Error_SignFailed', 'reg/app', spelling).includes('efgh'), spelling);
    }
  });

  it('S4 is as long as fits an issue, at most', () => {
    const shown = text('Error_SignFailed', 'reg/app', 'x'.repeat(100_000));
    assert(shown.length < 2000 && shown.includes('…'), `${shown.length} characters`);
  });
});

describe('errorText', () => {
  it('begins with the code of the error', () => {
    assert.match(errorText(new TaskError('NotationMissing')), /^NotationMissing: /);
  });

  it('shows digests in short, and no value that the text has no place for', () => {
    const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
    const shown = errorText(new TaskError('NotSigned', [`reg/app@${digest}`, 'words']));
    assert.match(shown, /reg\/app@sha256:0123456789ab was not verified/);
    assert(!shown.includes('words'), shown);
  });

  const entries = [
    [
      'https://github.com/o/r',
      'https://github.com/o/r/blob/main/docs/troubleshooting.md#notsigned',
    ],
    [
      'https://dev.azure.com/o/p/_git/r',
      'https://dev.azure.com/o/p/_git/r?path=/docs/troubleshooting.md&anchor=notsigned',
    ],
  ] as const;
  for (const [repository, address] of entries) {
    it(`ends in the address of its entry, where the documentation is at ${repository}`, () => {
      const message = messageWith(pageAddress(repository, 'docs/README.md'));
      assert(message.endsWith(` ${address}`), message);
    });
  }

  it('has no address, where task.json names another documentation', () => {
    assert.doesNotMatch(messageWith('https://notaryproject.dev/docs/'), /https:/);
  });

  it('names what the error is about', () => {
    assert.match(errorText(new TaskError('SignFailed', ['reg/app', 'no key'])), /reg\/app.*no key/);
  });

  for (const thrown of [new Error('broken'), 'broken']) {
    it(`calls anything else internal: ${typeof thrown}`, () => {
      assert.match(errorText(thrown), /^Internal: .*broken/);
    });
  }

  it('G1 disarms what came from elsewhere', () => {
    assert(!errorText(new Error('##' + 'vso[task.complete]')).includes('##'));
  });
});

/** An error as a user reads it, where task.json has that address of help. */
function messageWith(helpUrl: string): string {
  const manifest: { helpUrl: string } = task; // the very object that the sources read
  const before = manifest.helpUrl;
  manifest.helpUrl = helpUrl;
  try {
    return errorText(new TaskError('NotSigned', ['r']));
  } finally {
    manifest.helpUrl = before;
  }
}
