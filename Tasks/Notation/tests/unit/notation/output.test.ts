import assert from 'node:assert/strict';
import {
  parseError,
  parseSignatureFailure,
  parseOutcome,
  parseWarnings,
} from '../../../src/notation/output';

const image = `localhost:5000/app@sha256:${'a'.repeat(64)}`;
const other = `localhost:5000/app@sha256:${'b'.repeat(64)}`;

describe('parseStatement', () => {
  const said: [kind: 'signed' | 'verified' | 'skipped', ...stdout: string[]][] = [
    ['signed', `Successfully signed ${image}`],
    ['signed', `Successfully signed ${image}`, `Pushed the signature to ${other}`],
    ['verified', `Successfully verified signature for ${image}`],
    ['verified', '', `Successfully verified signature for ${image}`],
    ['skipped', `Trust policy is configured to skip signature verification for ${image}`],
    [
      'verified',
      ...[`Successfully verified signature for ${image}`, ''],
      ...['The artifact was signed with the following user metadata.', '', 'KEY   VALUE'],
      `Trust policy is configured to skip signature verification for ${other}`,
    ],
    [
      'skipped',
      `Trust policy is configured to skip signature verification for ${image}`,
      `Successfully verified signature for ${other}`,
    ],
  ];
  for (const [kind, ...stdout] of said) {
    it(`G3 hears '${kind}' of ${stdout.length} lines`, () => {
      assert.deepEqual(parseOutcome(stdout), { kind, reference: image });
    });
  }

  const nothing: [title: string, ...stdout: string[]][] = [
    ['no output'],
    ['empty lines', '', ''],
    ['a line before it', 'KEY   VALUE', `Successfully verified signature for ${image}`],
    ['more behind it', `Successfully verified signature for ${image} not`],
    ['something before it', `Not Successfully verified signature for ${image}`],
    ['no reference', 'Successfully verified signature for '],
    ['another case of letters', `successfully verified signature for ${image}`],
  ];
  for (const [title, ...stdout] of nothing) {
    it(`takes nothing for granted: ${title}`, () => {
      assert.deepEqual(parseOutcome(stdout), { kind: 'nothing' });
    });
  }
});

describe('parseWarnings', () => {
  const failed = (check: string): string =>
    `Warning: ${check} was set to "log" and failed with error: why: it: failed`;

  for (const check of ['authenticity', 'authenticTimestamp', 'expiry', 'revocation']) {
    it(`G4 hears that ${check} failed and was only logged`, () => {
      assert.deepEqual(parseWarnings(['level=info msg=x', failed(check)]), {
        loggedFailures: [{ check, reason: 'why: it: failed' }],
        others: [],
      });
    });
  }

  it('G4 hears each of several', () => {
    const { loggedFailures } = parseWarnings(['authenticity', 'expiry'].map(failed));
    assert.deepEqual(
      loggedFailures.map(({ check }) => check),
      ['authenticity', 'expiry'],
    );
  });

  it('G4 does not hear it in a log line, or where it is not the beginning', () => {
    const stderr = [`level=warning msg=${failed('expiry')}`, ` ${failed('expiry')}`, 'expiry'];
    assert.deepEqual(parseWarnings(stderr), { loggedFailures: [], others: [] });
  });

  const others: [title: string, text: string, isTold: boolean][] = [
    ['advice at verify', 'Always verify the artifact using digest(@sha256:...) rather than', false],
    ['advice at sign', 'Always sign the artifact using digest(@sha256:...) rather than', false],
    ['an experimental feature', 'This feature is experimental and may not be fully tested', false],
    ['a deprecated flag', "flag '--allow-referrers-api' is deprecated and will be removed", false],
    ['an old index that stays', 'Removal of outdated referrers index from remote failed.', true],
    ['anything new', 'Something else', true],
  ];
  for (const [title, text, isTold] of others) {
    it(`${isTold ? 'tells' : 'does not repeat'} ${title}, once`, () => {
      const warning = `Warning: ${text}`;
      assert.deepEqual(parseWarnings([warning, warning]).others, isTold ? [text] : []);
    });
  }
});

describe('parseError', () => {
  const table: [title: string, stderr: string[], expected: string | undefined][] = [
    ['none', ['level=error msg=x', 'Warning: y'], undefined],
    ['nothing at all', [], undefined],
    [
      'one after the log',
      [
        'level=error msg=x',
        `Error: signature verification failed for all the signatures of ${image}`,
      ],
      `signature verification failed for all the signatures of ${image}`,
    ],
    [
      'two lines',
      ['Error: signature format "x" not supported', 'Supported formats are "jws" and "cose"'],
      'signature format "x" not supported Supported formats are "jws" and "cose"',
    ],
    [
      'a plugin’s stderr over several lines, as 1.0 prints it',
      [
        'Error: ERROR: response is not in JSON format. error: exit status 1, stderr: boom',
        '',
        ' not json ',
      ],
      'ERROR: response is not in JSON format. error: exit status 1, stderr: boom not json',
    ],
  ];
  const failed = 'failed to execute the get-plugin-metadata command for plugin p:';
  const spoken: [title: string, stderr: string[], expected: string][] = [
    [
      'what a plugin said before it broke, of 1.3',
      [
        'level=error msg=plugin get-plugin-metadata execution status: exit status 134',
        `level=error msg=${failed} Process terminated.`,
        "Couldn't find a valid ICU package.",
        "Error: invalid character 'P' looking for beginning of value",
      ],
      `${failed} Process terminated. Couldn't find a valid ICU package.`,
    ],
    [
      'the same of 1.2',
      [
        `level=error msg="${failed} GLIBC_2.34 not found\\n"`,
        "Error: invalid character '/' looking for beginning of value",
      ],
      `${failed} GLIBC_2.34 not found `,
    ],
    [
      'the same within another command, after 2.0.0-alpha.1',
      [
        'time=2026-11-27 02:46:53.36Z level=error msg=failed to execute the describe-key command for plugin p: Segmentation fault',
        "Error: failed to sign with the plugin p: invalid character 'S' looking for beginning of value",
      ],
      'failed to execute the describe-key command for plugin p: Segmentation fault',
    ],
    [
      'how a plugin ended that said nothing',
      [`level=error msg=${failed} exit status 3`, 'Error: exit status 3'],
      `${failed} exit status 3`,
    ],
    [
      'that the words are the plugin’s, where only the log says so',
      [
        `level=error msg=${failed} ACCESS_DENIED: %!w(proto.RequestError={ACCESS_DENIED 0x1 map[]})`,
        'Error: x509: certificate signed by unknown authority',
      ],
      'get-plugin-metadata command failed: x509: certificate signed by unknown authority',
    ],
    [
      'what notation said after the plugin of another signature failed',
      [
        'level=error msg=failed to execute the verify-signature command for plugin p: boom',
        'level=error msg=something else',
        'Error: exit status 3',
      ],
      'exit status 3',
    ],
    [
      'what the plugin said itself',
      [
        'level=error msg=failed to execute the describe-key command for plugin p: ERROR: %!w(proto.RequestError={ERROR 0x1 map[]})',
        'Error: failed to sign with the plugin p: key not found',
      ],
      'failed to sign with the plugin p: key not found',
    ],
  ];
  for (const [title, stderr, expected] of spoken) {
    it(`F5 finds ${title}`, () => {
      assert.equal(parseError(stderr), expected);
    });
  }

  for (const [title, stderr, expected] of table) {
    it(`G7 finds ${title}`, () => {
      assert.equal(parseError(stderr), expected);
    });
  }
});

describe('parseSignatureFailure', () => {
  const digest = `sha256:${'c'.repeat(64)}`;
  const words = `Signature ${digest} failed verification with error: content: mismatch`;
  for (const line of [`level=warning msg=${words}`, `level=warning msg="${words}"`]) {
    it(`G8 tells the signature and its reason: ${line.slice(0, 30)}`, () => {
      assert.deepEqual(parseSignatureFailure(line), { digest, reason: 'content: mismatch' });
    });
  }

  for (const line of [words, `Error: ${words}`, 'level=warning msg=x', '']) {
    it(`G8 tells none: '${line.slice(0, 30)}'`, () => {
      assert.equal(parseSignatureFailure(line), undefined);
    });
  }
});
