import assert from 'node:assert/strict';
import { TaskError, asTaskError } from '../../src/errors';
import { isTransient } from '../../src/releases/transience';

function systemError(code: string, more: object = {}): Error {
  return Object.assign(new Error(`${code}: no space left on device, write`), { code, ...more });
}

describe('asTaskError', () => {
  const full = systemError('ENOSPC', { syscall: 'write' });
  const rows: [title: string, thrown: unknown, code: string, first: string][] = [
    ['a full disk', full, 'DiskFull', 'write'],
    ['a quota', systemError('EDQUOT', { path: '/t/x' }), 'DiskFull', '/t/x'],
    [
      'an error that a full disk caused',
      new TaskError('ArchiveUnreadable', ['x'], { cause: full }),
      'DiskFull',
      'write',
    ],
    ['an error of this task', new TaskError('NotSigned', ['a']), 'NotSigned', 'a'],
    ['any other', systemError('EACCES'), 'Internal', 'EACCES: no space left on device, write'],
    ['what is no error', 'boom', 'Internal', 'boom'],
  ];
  for (const [title, thrown, code, first] of rows) {
    it(`F10 takes ${title} for ${code}`, () => {
      const error = asTaskError(thrown);
      assert.deepEqual([error.code, error.values[0]], [code, first]);
    });
  }

  it('F10 a download is not tried again on a full disk', () => {
    assert.equal(isTransient(full), false);
  });
});
