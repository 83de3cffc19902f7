import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { HttpRequest, HttpResponse } from '../../../src/network/client';
import { RegistryFailure } from '../../../src/registry/failure';
import { sendFollowingRedirects } from '../../../src/registry/redirects';

const from = new URL('https://registry.example/v2/app/blobs/1');

describe('sendFollowingRedirects', () => {
  let clock: sinon.SinonFakeTimers;
  const sent: HttpRequest[] = [];

  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['Date'] });
    sent.length = 0;
  });

  afterEach(() => {
    clock.restore();
  });

  /** Each answer takes a second. */
  function follow(
    ...answers: readonly Partial<HttpResponse>[]
  ): ReturnType<typeof sendFollowingRedirects> {
    const send = (request: HttpRequest): Promise<HttpResponse> => {
      const answer = answers[sent.length] ?? {};
      sent.push(request);
      clock.tick(1000);
      return Promise.resolve({ status: 200, headers: {}, body: Buffer.alloc(0), ...answer });
    };
    const request = { method: 'GET', url: from, maxBytes: 1, timeoutMs: 30_000 } as const;
    return sendFollowingRedirects({ send, close: () => undefined }, request);
  }

  const to = (location: string): Partial<HttpResponse> => ({ status: 307, headers: { location } });

  it('R2 gives all requests of a chain the time of one', async () => {
    const { url } = await follow(to('/one'), to('https://storage.example/two'));
    assert.equal(url.href, 'https://storage.example/two');
    assert.deepEqual(
      sent.map(({ timeoutMs }) => timeoutMs),
      [30_000, 29_000, 28_000],
    );
  });

  const refused: readonly [name: string, answer: Partial<HttpResponse>, word: string][] = [
    ['user information', to('https://user:word@storage.example/'), 'storage.example'],
    ['plain HTTP', to('http://storage.example/'), 'storage.example'],
    ['a link-local address', to('https://169.254.169.254/latest'), '169.254.169.254'],
    ['this machine', to('https://127.0.0.1/'), '127.0.0.1'],
    ['another scheme', to('ftp://storage.example/'), 'storage.example'],
    ['no address at all', { status: 307 }, 'without an address'],
    ['what is no address', to('https://['), 'no address'],
  ];
  for (const [name, answer, word] of refused) {
    it(`R1 asks nobody else after a redirect to ${name}`, async () => {
      const error: unknown = await follow(answer).catch((thrown: unknown) => thrown);
      assert(error instanceof RegistryFailure);
      assert.equal(error.kind, 'unusable');
      for (const part of ['registry.example', word]) assert(error.reason.includes(part), part);
      assert.equal(sent.length, 1);
    });
  }
});
