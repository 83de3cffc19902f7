import { capturedDuring } from '../agentLibrary';
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TaskError } from '../../../src/errors';
import { download } from '../../../src/releases/download';
import {
  type Fault,
  type ReleaseServer,
  checksum,
  startReleaseServer,
} from '../../doubles/releases';

const content = randomBytes(100_000);

describe('download', () => {
  let server: ReleaseServer;
  let directory: string;
  let url: string;
  let output: string;

  beforeEach(async () => {
    server = await startReleaseServer();
    url = server.add('owner/repo', '1.2.3', 'a.tar.gz', content);
    directory = fs.mkdtempSync(path.join(tmpdir(), 'download-'));
  });
  afterEach(async () => {
    await server.stop();
    fs.rmSync(directory, { recursive: true });
  });

  /** Downloads with these faults, one an attempt, and gives the file or the error. */
  async function attempt(
    from: string,
    faults: readonly (Fault | undefined)[] = [],
    sum = checksum(content),
  ): Promise<string | TaskError> {
    server.setFault((_, count) => faults[count - 1]);
    let result: string | TaskError | undefined;
    output = await capturedDuring(async () => {
      result = await download({ url: from, checksum: sum }, directory).catch((error: unknown) => {
        assert(error instanceof TaskError);
        return error;
      });
    });
    assert(result !== undefined);
    return result;
  }

  function assertWhole(file: string | TaskError): void {
    assert(typeof file === 'string', String(file));
    assert.deepEqual(fs.readFileSync(file), content);
    assert.deepEqual(fs.readdirSync(directory), [path.basename(file)]);
  }

  function assertNothing(result: string | TaskError, code: string): asserts result is TaskError {
    assert(result instanceof TaskError);
    assert.equal(result.code, code);
    assert.deepEqual(fs.readdirSync(directory), []);
  }

  it('I5 fetches a file, from an address with a query', async () => {
    assertWhole(await attempt(`${url}?sv=1&b=c`));
    assert.deepEqual(
      server.requests.map((request) => request.url.replace(/^.*\?/, '')),
      ['sv=1&b=c'],
    );
  });

  it('follows a redirect', async () => {
    const elsewhere = server.add('owner/other', '1.2.3', 'b.tar.gz', content);
    assertWhole(await attempt(url, [{ kind: 'redirect', location: elsewhere }]));
  });

  const passing: [title: string, Fault][] = [
    ['500', { kind: 'status', status: 500 }],
    ['a reset connection', { kind: 'reset', after: 1000 }],
    ['a connection that ends too early', { kind: 'truncate', after: 1000, contentLength: 'wrong' }],
    ['a damaged transfer', { kind: 'truncate', after: 1000, contentLength: 'right' }],
  ];
  for (const [title, fault] of passing) {
    it(`N2 tries again after ${title}, and leaves nothing of it`, async () => {
      assertWhole(await attempt(url, [fault]));
      assert.equal(server.requests.length, 2);
    });
  }

  for (const status of [401, 403, 404, 410]) {
    it(`N2 takes ${status} for final, by address and cause`, async () => {
      const result = await attempt(url, [{ kind: 'status', status }]);
      assertNothing(result, 'DownloadFailed');
      assert.equal(result.values[0], url);
      assert.match(result.values[1] ?? '', new RegExp(String(status)));
      assert.equal(server.requests.length, 1);
    });
  }

  it('N3 fails closed where the checksum does not match, after a second look', async () => {
    const wrong = '0'.repeat(64);
    const result = await attempt(url, [], wrong);
    assertNothing(result, 'ChecksumMismatch');
    assert.deepEqual(result.values, [url, checksum(content), wrong]);
    assert.equal(server.requests.length, 2);
  });

  it('H6 sends user and password, and shows neither, nor the query', async () => {
    const secret = new URL(`${url}?sig=signature1`);
    secret.username = 'someone';
    secret.password = 'pass-word';
    const result = await attempt(secret.href, [{ kind: 'status', status: 404 }]);
    assertNothing(result, 'DownloadFailed');
    const basic = Buffer.from('someone:pass-word').toString('base64');
    assert.equal(server.requests[0]?.headers.authorization, `Basic ${basic}`);
    assert.equal(result.values[0], `${url}?…`);
    const beforeMask = output.slice(0, output.indexOf('task.setsecret]signature1'));
    assert(!beforeMask.includes('signature1'));
    const shown = output.replace(/^@@vso\[task\.setsecret\].*$/gm, '');
    assert(!/pass-word|someone/.test(shown + result.message), 'a credential is shown');
    assert(!result.message.includes('signature1'));
  });

  it('N2 gives up on a server that stays out of order', async () => {
    const fault: Fault = { kind: 'status', status: 500 };
    const result = await attempt(url, Array<Fault>(20).fill(fault));
    assertNothing(result, 'DownloadFailed');
    assert.match(result.values[1] ?? '', /500/);
    assert.equal(server.requests.length, 4);
    assert.match(output, /4 of 4/);
  });
});
