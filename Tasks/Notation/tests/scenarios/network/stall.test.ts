import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type ReleaseHost,
  codes,
  logOf,
  openReleaseHost,
} from '../../fixtures/network/releaseHost';

/** Milliseconds that the copy under test waits for a byte; the package waits 30 seconds. */
const SHORT_TIMEOUT_MS = 1000;

describe('a download that stalls', () => {
  let releaseHost: ReleaseHost;

  beforeEach(async () => {
    releaseHost = await openReleaseHost({ size: 200_000 });
    shortenTimeout(releaseHost.task);
  });

  afterEach(() => releaseHost.close());

  /** Changes one number in the copy of the package: a test that waits two minutes is run by nobody. */
  function shortenTimeout(task: string): void {
    const bundle = path.join(task, 'main.js');
    const text = readFileSync(bundle, 'utf8');
    const constants = text.match(/\bIDLE_TIMEOUT_MS\d* = 3e4;/g) ?? [];
    assert.equal(constants.length, 1);
    const [constant = ''] = constants;
    writeFileSync(
      bundle,
      text.replace(constant, constant.replace('3e4', String(SHORT_TIMEOUT_MS))),
    );
  }

  for (const after of [0, 100_000]) {
    it(`N2 a stall after ${after} bytes, twice: is tried again and succeeds`, async () => {
      releaseHost.server.setFault((_, attempt) =>
        attempt <= 2 ? { kind: 'stall', after } : undefined,
      );
      const step = await releaseHost.install(releaseHost.job());
      assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
      assert.equal(releaseHost.server.requests.length, 3);
    });
  }

  it('W6 on Node 16 the step ends with its work, though a stalled answer had begun', async function () {
    const runtime = path.resolve(__dirname, '../../../../../.tools/node/16/bin/node');
    if (!existsSync(runtime)) this.skip();
    releaseHost.server.setFault((_, attempt) =>
      attempt === 1 ? { kind: 'stall', after: 100_000 } : undefined,
    );
    // A connection that was left open would keep the process for three minutes, longer than this test may run.
    const step = await releaseHost.install(releaseHost.job({ runtime }));
    assert.deepEqual([step.result, step.exitCode, step.issues], ['Succeeded', 0, []], logOf(step));
    assert.equal(releaseHost.server.requests.length, 2);
  });

  it('N2 a stall that lasts: ends, with one clear error', async () => {
    releaseHost.server.setFault(() => ({ kind: 'stall', after: 100_000 }));
    const step = await releaseHost.install(releaseHost.job());
    assert.deepEqual([step.result, codes(step)], ['Failed', ['DownloadFailed']], logOf(step));
    assert.equal(releaseHost.server.requests.length, 4);
    const message = step.issues[0]?.message ?? '';
    assert(message.includes(releaseHost.releases['1.3.2']?.url ?? '?'), message);
    assert.match(message, /nothing came for 1 seconds/);
  });

  it('N2 a slow download that goes on coming is no stall', async () => {
    releaseHost.server.setFault(() => ({ kind: 'slow', bytesPerSecond: 80_000 }));
    const step = await releaseHost.install(releaseHost.job());
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
    assert.equal(releaseHost.server.requests.length, 1);
  });
});
