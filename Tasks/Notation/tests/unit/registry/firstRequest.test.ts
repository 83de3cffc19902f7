import '../agentLibrary';
import assert from 'node:assert/strict';
import type { HttpClient, HttpRequest, HttpResponse } from '../../../src/network/client';
import type { Clock } from '../../../src/network/deadline';
import type { ReadContext } from '../../../src/registry/context';
import { context, quiet, reader, reference } from './readers';
import { virtualClock } from './virtualClock';

const AT_ONCE = 8;
const DIGEST = `sha256:${'0'.repeat(64)}`;
const login = { username: 'reader', password: 'pass-word' };
const none = Buffer.alloc(0);

/** A registry that asks for a token, and takes so many milliseconds for its first answer. */
function slowRegistry(clock: Clock, firstMs: number) {
  const requests: HttpRequest[] = [];
  const sentAt: number[] = [];
  const answer = ({ url, headers }: HttpRequest): HttpResponse => {
    if (url.pathname === '/token') {
      return { status: 200, headers: {}, body: Buffer.from('{"token":"abc"}') };
    }
    if (headers?.['authorization'] !== undefined) return { status: 503, headers: {}, body: none };
    const challenge = 'Bearer realm="https://r.example/token",service="r"';
    return { status: 401, headers: { 'www-authenticate': challenge }, body: none };
  };
  const http: HttpClient = {
    send: async (request) => {
      requests.push(request);
      sentAt.push(clock.now());
      await clock.sleep(requests.length === 1 ? firstMs : 50);
      return answer(request);
    },
    close: () => undefined,
  };
  return { http, requests, sentAt };
}

describe('the first request to a registry', () => {
  const resolveAll = async (firstMs: number, limits: Partial<ReadContext> = {}) => {
    const clock = virtualClock();
    const { http, requests, sentAt } = slowRegistry(clock, firstMs);
    const open = reader({ http, clock, login: { registry: 'r.example', ...login } });
    const within = { ...context(4000 + 10 * firstMs, clock), ...limits };
    const one = () => open.resolve(reference('r.example', 'app', DIGEST), within);
    await quiet(() => Promise.allSettled(Array.from({ length: AT_ONCE }, one)));
    const challenges = requests.filter(
      ({ url, headers }) => url.pathname !== '/token' && headers?.['authorization'] === undefined,
    );
    return { challenges: challenges.length, tokens: open.counts.tokens, sentAt };
  };

  for (const firstMs of [50, 6000, 25_000]) {
    it(`R1 asks for one challenge and one token where it takes ${firstMs} milliseconds`, async () => {
      const { challenges, tokens } = await resolveAll(firstMs);
      assert.deepEqual([challenges, tokens], [1, 1]);
    });
  }

  it('R2 holds the others no longer than one request may take', async () => {
    const { sentAt } = await resolveAll(1_000_000);
    const before = sentAt.filter((time) => time < 31_000);
    assert(before.length >= AT_ONCE, `${before.length} requests were sent`);
  });

  it('tells each request that is sent again', async () => {
    const told: [string, number][] = [];
    await resolveAll(50, { onRetry: (reason, pauseMs) => told.push([reason, pauseMs]) });
    assert.equal(told.length, 3 * AT_ONCE);
    assert.deepEqual(told[0], ['r.example answered with status 503', 500]);
  });
});
