import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { HttpClient } from '../../../src/network/client';
import { context, quiet, reader, reference } from './readers';

const digest = `sha256:${'1'.repeat(64)}`;
const challenge = 'Bearer realm="https://auth.example/token",service="registry.example"';

describe('R2 a token service that gives no answer', () => {
  /** A registry whose token service answers nothing, not even that the time is over. */
  const http: HttpClient = {
    send: ({ url }) =>
      url.host === 'auth.example'
        ? new Promise(() => undefined)
        : Promise.resolve({
            ...{ status: 401, headers: { 'www-authenticate': challenge } },
            body: Buffer.alloc(0),
          }),
    close: () => undefined,
  };

  it('R2 holds an artifact no longer than the artifact has time', async () => {
    const end = new AbortController();
    const open = reader({ http });
    const where = reference('registry.example', 'app', digest);
    // Without the protection, the promise never settles, and nothing keeps the process alive.
    const late = pause(10_000, undefined, { signal: end.signal });
    const settled = quiet(() => Promise.race([open.resolve(where, context(200)), late]));
    await assert.rejects(settled, { code: 'RegistryUnavailable' });
    end.abort();
    assert.equal(open.counts.tokens, 1);
  });
});
