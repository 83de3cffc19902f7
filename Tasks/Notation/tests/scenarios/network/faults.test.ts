import assert from 'node:assert/strict';
import type { StepRun } from '../../../../../emulator/run';
import type { Fault, FaultHook } from '../../doubles/releases';
import {
  type ReleaseHost,
  codes,
  logOf,
  openReleaseHost,
} from '../../fixtures/network/releaseHost';
import { assertHidden } from '../../fixtures/secrets';

const signature = 'c2lnbmF0dXJlLXRoYXQtaXMtc2VjcmV0';

/** One install from a releaseHost of its own, whose first answers are faulty. */
interface Trial {
  readonly releaseHost: ReleaseHost;
  readonly step: StepRun;
}

async function tryInstall(fault: Fault | FaultHook, times = Infinity): Promise<Trial> {
  const releaseHost = await openReleaseHost({ size: 200_000 });
  const hook = typeof fault === 'function' ? fault : (): Fault => fault;
  releaseHost.server.setFault((request, count) =>
    count <= times ? hook(request, count) : undefined,
  );
  const mirrorUrl = `${releaseHost.server.url}/?sig=${signature}`;
  const step = await releaseHost.install(releaseHost.job({ debug: true }), { mirrorUrl });
  return { releaseHost, step };
}

/** A fault that never ends: the code and cause in the end, and how many requests may be made of it. */
interface Lasting {
  readonly title: string;
  readonly fault: Fault | FaultHook;
  readonly requests: readonly [least: number, most: number];
  readonly code?: string;
  readonly cause: RegExp;
}

const status = (code: number, headers = {}): Fault => ({ kind: 'status', status: code, headers });
const half = 100_000;

const lasting: readonly Lasting[] = [
  { title: '404, at once', fault: status(404), requests: [1, 1], cause: /: 404/ },
  { title: '401, at once', fault: status(401), requests: [1, 1], cause: /: 401/ },
  { title: '500', fault: status(500), requests: [4, 4], cause: /: 500/ },
  // The tool library itself asks again after some of these, without a pause worth the name.
  { title: '503', fault: status(503), requests: [4, 12], cause: /: 503/ },
  {
    title: '429 with Retry-After',
    fault: status(429, { 'retry-after': '1' }),
    requests: [4, 4],
    cause: /: 429/,
  },
  {
    title: 'a reset midway',
    fault: { kind: 'reset', after: half },
    requests: [4, 12],
    cause: /: the connection broke before the end\./,
  },
  {
    title: 'half a body under the whole Content-Length',
    fault: { kind: 'truncate', after: half, contentLength: 'wrong' },
    requests: [4, 12],
    cause: /: the connection broke before the end\./,
  },
  {
    title: 'half a body under its own Content-Length',
    fault: { kind: 'truncate', after: half, contentLength: 'right' },
    requests: [2, 2],
    code: 'ChecksumMismatch',
    cause: /SHA-256 checksum/,
  },
  {
    title: 'a redirect to itself',
    fault: ({ url }) => ({ kind: 'redirect', location: url }),
    requests: [2, 60],
    cause: /: 302/,
  },
];

/** A fault that passes after so many answers. */
const passing: readonly (readonly [title: string, fault: Fault, ...times: number[]])[] = [
  ['429', status(429), 1, 2],
  ['500', status(500), 1, 2],
  ['502', status(502), 1, 2],
  ['503', status(503), 1, 2],
  ['a reset midway', { kind: 'reset', after: half }, 1, 2],
  ['a body cut short', { kind: 'truncate', after: half, contentLength: 'wrong' }, 1, 2],
  // It looks like a wrong file, so there is only one more look.
  ['half a body said to be whole', { kind: 'truncate', after: half, contentLength: 'right' }, 1],
];

describe('a download that fails', () => {
  const trials = new Map<string, Promise<Trial>>();
  const open: ReleaseHost[] = [];

  async function trialOf(title: string): Promise<Trial> {
    const trial = await trials.get(title);
    assert(trial !== undefined);
    return trial;
  }

  // All at once: most of their time is spent in pauses.
  before(async () => {
    for (const { title, fault } of lasting) trials.set(title, tryInstall(fault));
    for (const [title, fault, ...all] of passing) {
      for (const times of all) trials.set(`${title}, ${times}`, tryInstall(fault, times));
    }
    const ended = await Promise.all(trials.values());
    open.push(...ended.map(({ releaseHost }) => releaseHost));
  });

  after(() => Promise.all(open.map((releaseHost) => releaseHost.close())));

  for (const { title, requests, code = 'DownloadFailed', cause } of lasting) {
    it(`N2 ${title}: ends, with one clear error`, async () => {
      const { releaseHost, step } = await trialOf(title);
      assert.deepEqual([step.result, codes(step)], ['Failed', [code]], logOf(step));
      const [least, most] = requests;
      const made = releaseHost.server.requests.length;
      assert(made >= least && made <= most, `${made} requests`);
      const message = step.issues[0]?.message ?? '';
      assert(message.includes(new URL(releaseHost.releases['1.3.2']?.url ?? '').pathname), message);
      assert.match(message, cause);
      assertHidden(step, [signature]);
      assert.equal(releaseHost.runs(), 0);
    });
  }

  for (const [title, , ...all] of passing) {
    for (const times of all) {
      it(`N2 ${title}, ${times} of the answers: is tried again and succeeds`, async () => {
        const { releaseHost, step } = await trialOf(`${title}, ${times}`);
        assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
        assert.equal(releaseHost.server.requests.length, times + 1);
        assertHidden(step, [signature]);
      });
    }
  }

  it('N2 a redirect is followed, without the secrets of the first address', async () => {
    const [from, to] = [await openReleaseHost(), await openReleaseHost()];
    open.push(from, to);
    const password = 'pass-word-of-the-mirror';
    from.server.setFault(({ url }) => {
      const { pathname } = new URL(url, from.server.url);
      const location = `${to.server.url.replace('127.0.0.1', 'localhost')}${pathname}`;
      return { kind: 'redirect', location };
    });
    const mirror = new URL(`${from.server.url}/?sig=${signature}`);
    [mirror.username, mirror.password] = ['reader', password];
    const checksum = to.releases['1.3.2']?.sha256 ?? '';
    const url = mirror.href.replace('/?', `${new URL(to.releases['1.3.2']?.url ?? '').pathname}?`);
    const step = await from.install(from.job(), { isCustomVersion: 'true', url, checksum });
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
    const [first, second] = [from.server.requests[0], to.server.requests[0]];
    const basic = `Basic ${Buffer.from(`reader:${password}`).toString('base64')}`;
    assert.equal(first?.headers.authorization, basic);
    assert(first.url.endsWith(`?sig=${signature}`));
    assert.equal(second?.headers.authorization, undefined);
    assert(!second?.url.includes('?'));
    assertHidden(step, [signature, password]);
  });
});
