import assert from 'node:assert/strict';
import { TaskError } from '../../../src/errors';
import { isThrottled, isTransient } from '../../../src/releases/transience';

const answer = (httpStatusCode: number): Error => Object.assign(new Error(), { httpStatusCode });
const failure = (code: string): Error => Object.assign(new Error(), { code });

describe('a failed download', () => {
  const table: [title: string, error: unknown, transient: boolean, throttled: boolean][] = [
    ...[408, 500, 502, 504, 599].map((status) => row(status, true, false)),
    ...[429, 503].map((status) => row(status, true, true)),
    ...[301, 400, 401, 403, 404, 410, 451].map((status) => row(status, false, false)),
    ...['ECONNRESET', 'ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE'].map(
      (code): [string, unknown, boolean, boolean] => [code, failure(code), true, false],
    ),
    ...['CERT_HAS_EXPIRED', 'SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT']
      .concat('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID')
      .map((code): [string, unknown, boolean, boolean] => [code, failure(code), false, false]),
    [
      'a password that the proxy refuses',
      Object.assign(new Error('could not be established, statusCode=407'), { code: 'ECONNRESET' }),
      ...[false, false],
    ] as [string, unknown, boolean, boolean],
    ['anything unknown', new Error('Aborted'), true, false],
    ['an error of this task', new TaskError('ChecksumMismatch'), false, false],
  ];
  function row(status: number, transient: boolean, throttled: boolean): (typeof table)[number] {
    return [String(status), answer(status), transient, throttled];
  }
  for (const [title, error, transient, throttled] of table) {
    it(`N2 may ${transient ? '' : 'not '}pass: ${title}${throttled ? ', after a rest' : ''}`, () => {
      assert.deepEqual([isTransient(error), isThrottled(error)], [transient, throttled]);
    });
  }
});
