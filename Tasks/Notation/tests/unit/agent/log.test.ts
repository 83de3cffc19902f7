import { captured, commandsIn } from '../agentLibrary';
import assert from 'node:assert/strict';
import * as log from '../../../src/agent/log';
import { maskSecret } from '../../../src/agent/secret';
import { TaskError } from '../../../src/errors';

const hostile = '##' + 'vso[task.complete result=Skipped]\r\n##[section]x';

describe('the job log', () => {
  const writers: [name: string, write: () => void, start: string][] = [
    ['logText', () => log.logText(hostile), '# #'],
    ['logMessage', () => log.logMessage('Log_Signed', hostile), 'Signed'],
    ['a heading', () => log.writeLines(log.groupLine('Log_Signed', hostile)), '@@[group]'],
    ['a line of text', () => log.writeLines(log.lineOf(hostile)), '# #'],
    ['a line of task.json', () => log.writeLines(log.textLine('Log_Signed', hostile)), 'Signed'],
    ['a line for debugging', () => log.writeLines(log.debugLine(hostile)), '@@vso[task.debug]'],
    ['debug', () => log.logDebug(hostile), '@@vso[task.debug]'],
    [
      'logWarning',
      () => log.logWarning('Warning_Tag', hostile, 'v1'),
      '@@vso[task.logissue type=warning;]',
    ],
    [
      'logError',
      () => log.logError(new TaskError('SignFailed', [hostile, hostile])),
      '@@vso[task.logissue type=error;code=SignFailed;]',
    ],
  ];
  for (const [name, write, start] of writers) {
    it(`G1 ${name} writes one line, in which nothing foreign can be obeyed`, () => {
      const output = captured(write);
      assert(output.startsWith(start), output);
      assert.match(output, /^[^\r\n]*\r?\n$/);
      assert(!output.slice(start.length).includes('@@'), output);
    });
  }

  it('ends a group', () => {
    assert.equal(
      captured(() => {
        log.writeLines(log.endOfGroup);
      }),
      '@@[endgroup]\n',
    );
  });

  it('S5 shows no part of a secret that looks like a query in a line for debugging', () => {
    captured(() => {
      maskSecret('Correct-Horse&Staple=1');
    });
    const output = captured(() => {
      log.logDebug('the login Correct-Horse&Staple=1 is bad');
    });
    assert.equal(output, '@@vso[task.debug]the login *** is bad\n');
  });

  it('tells the stack of an error that nobody foresaw, for a debug run only', () => {
    const output = captured(() => {
      log.logError(new Error('broken'));
    });
    const [issue, debug, ...others] = output.trimEnd().split('\n');
    assert.match(issue ?? '', /^@@vso\[task\.logissue type=error;code=Internal;\].*broken/);
    assert.match(debug ?? '', /^@@vso\[task\.debug\]Error: broken.*log\.test/);
    assert.deepEqual(others, []);
  });

  it('tells no stack of an error that has a text of its own', () => {
    const output = captured(() => {
      log.logError(new TaskError('NotationMissing'));
    });
    assert.equal(commandsIn(output).length, 1);
    assert.equal(output.trimEnd().split('\n').length, 1);
  });
});
