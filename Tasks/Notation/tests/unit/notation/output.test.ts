import assert from 'node:assert/strict';
import {
  parseError,
  parseLogEntry,
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
  for (const [title, stderr, expected] of table) {
    it(`G7 finds ${title}`, () => {
      assert.equal(parseError(stderr), expected);
    });
  }
});

describe('parseLogEntry', () => {
  const time = 'time="2026-01-02T03:04:05Z"';
  const words = 'certificate with subject "CN=a, O=\\b" is revoked';
  const quoted = words.replace(/["\\]/g, '\\$&');
  const table: [title: string, line: string, level: string, message: string][] = [
    ['1.3', `level=error msg=${words}`, 'error', words],
    ['1.2, quoted', `level=error msg="${quoted}"`, 'error', words],
    ['1.0, a word that needs no quotes', 'level=info msg=Resolved', 'info', 'Resolved'],
    ['a debug log of 1.3', `${time} level=debug msg=${words}`, 'debug', words],
    ['a debug log of 1.0', `${time} level=warning msg="${quoted}"`, 'warning', words],
    ['a time without quotes', `time=2026-01-02T03:04:05Z level=info msg=a`, 'info', 'a'],
    ['an empty message', 'level=info msg=', 'info', ''],
  ];
  for (const [title, line, level, message] of table) {
    it(`G7 reads ${title}`, () => {
      assert.deepEqual(parseLogEntry(line), { level, message });
    });
  }

  for (const line of [
    '',
    'Error: level=error msg=x',
    'level=error',
    'msg=x',
    `x ${time} level=a msg=b`,
  ]) {
    it(`finds none in '${line}'`, () => {
      assert.equal(parseLogEntry(line), undefined);
    });
  }

  it('G7 keeps words apart that a quoted line break stood between', () => {
    const message = parseLogEntry('level=error msg="first\\nsecond\\tthird"')?.message ?? '';
    assert.deepEqual(message.split(/\s+/), ['first', 'second', 'third']);
  });
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
