import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Depot, codes, logOf, openDepot } from '../../fixtures/network/depot';

/** Milliseconds that the copy under test waits for a byte; the package waits 30 seconds. */
const PATIENCE = 1000;

describe('a download that stalls', () => {
  let depot: Depot;

  beforeEach(async () => {
    depot = await openDepot({ size: 200_000 });
    shortenPatience(depot.task);
  });

  afterEach(() => depot.close());

  /** Changes one number in the copy of the package: a test that waits two minutes is run by nobody. */
  function shortenPatience(task: string): void {
    const bundle = path.join(task, 'main.js');
    const text = readFileSync(bundle, 'utf8');
    const constants = text.match(/\bPATIENCE\d* = 3e4;/g) ?? [];
    assert.equal(constants.length, 1);
    const [constant = ''] = constants;
    writeFileSync(bundle, text.replace(constant, constant.replace('3e4', String(PATIENCE))));
  }

  for (const after of [0, 100_000]) {
    it(`N2 a stall after ${after} bytes, twice: is tried again and succeeds`, async () => {
      depot.server.setFault((_, attempt) => (attempt <= 2 ? { kind: 'stall', after } : undefined));
      const step = await depot.install(depot.job());
      assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
      assert.equal(depot.server.requests.length, 3);
    });
  }

  it('N2 a stall that lasts: ends, with one clear error', async () => {
    depot.server.setFault(() => ({ kind: 'stall', after: 100_000 }));
    const step = await depot.install(depot.job());
    assert.deepEqual([step.result, codes(step)], ['Failed', ['DownloadFailed']], logOf(step));
    assert.equal(depot.server.requests.length, 4);
    const message = step.issues[0]?.message ?? '';
    assert(message.includes(depot.releases['1.3.2']?.url ?? '?'), message);
    assert.match(message, /nothing came for 1 seconds/);
  });

  it('N2 a slow download that goes on coming is no stall', async () => {
    depot.server.setFault(() => ({ kind: 'slow', bytesPerSecond: 80_000 }));
    const step = await depot.install(depot.job());
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
    assert.equal(depot.server.requests.length, 1);
  });
});
