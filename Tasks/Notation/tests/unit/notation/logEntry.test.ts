import assert from 'node:assert/strict';
import { logLevels, parseLog, parseLogEntry } from '../../../src/notation/logEntry';

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
    [
      'S10 a debug log after 2.0.0-alpha.1',
      `time=2026-11-27 00:34:46.25Z level=info msg=${words}`,
      'info',
      words,
    ],
    [
      'S10 the same without parts of a second',
      `time=2026-11-27 00:34:46Z level=info msg=a`,
      'info',
      'a',
    ],
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
    'time=2026-11-27 00:34:46.25Z x level=info msg=a',
    'time=2026-11-27 noon level=info msg=a',
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

describe('a log with messages of several lines', () => {
  const lines = [
    'level=info msg=Resolved',
    'what a credential helper says',
    'time=2026-11-27T00:34:46Z level=debug msg=Request #0',
    '> Request headers:',
    '   "User-Agent": "notation/2.0.0-alpha.1"',
    '',
    'level=error msg=boom',
    '  and more',
    'Warning: Always verify the artifact',
    'Successfully verified',
    'level=debug msg=a',
    'Error: b',
    'c',
  ];

  it('S10 takes lines that begin no entry for a part of the one before', () => {
    const levelOf = logLevels();
    assert.deepEqual(
      lines.map((line) => levelOf(line)),
      [
        ...['info', undefined, 'debug', 'debug', 'debug', 'debug', 'error', 'error'],
        ...[undefined, undefined, 'debug', undefined, undefined],
      ],
    );
  });

  it('S10 joins them', () => {
    assert.deepEqual(
      parseLog(lines).map(({ message }) => message),
      [
        'Resolved',
        'Request #0 > Request headers: "User-Agent": "notation/2.0.0-alpha.1"',
        'boom and more',
        'a',
      ],
    );
  });

  for (const line of ['panic: runtime error', 'fatal error: all goroutines are asleep']) {
    it(`S10 does not hide that notation broke: ${line}`, () => {
      const levelOf = logLevels();
      levelOf('level=debug msg=a');
      assert.deepEqual([line, 'goroutine 1 [running]:'].map(levelOf), [undefined, undefined]);
    });
  }
});
