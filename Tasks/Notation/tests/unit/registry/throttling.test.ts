import '../agentLibrary';
import assert from 'node:assert/strict';
import type { HttpClient, HttpRequest, HttpResponse } from '../../../src/network/client';
import type { Clock } from '../../../src/network/deadline';
import { context, reader, reference } from './readers';
import { virtualClock } from './virtualClock';

const MINUTE_MS = 60_000;
const LISTINGS_A_MINUTE = 250;
const ARTIFACTS = 600;
const AT_ONCE = 8;

/** A registry that allows so many listings a minute, each call taking 50 milliseconds. */
function limitedRegistry(clock: Clock): HttpClient & { readonly refused: () => number } {
  let window = 0;
  let used = 0;
  let refused = 0;
  const answer = (request: HttpRequest): HttpResponse => {
    const none = Buffer.alloc(0);
    if (!request.url.pathname.includes('/referrers/'))
      return { status: 404, headers: {}, body: none };
    const current = Math.floor(clock.now() / MINUTE_MS);
    if (current !== window) [window, used] = [current, 0];
    used += 1;
    if (used <= LISTINGS_A_MINUTE) {
      const body = Buffer.from(JSON.stringify({ manifests: [entry(request.url.pathname)] }));
      const headers = { 'content-type': 'application/vnd.oci.image.index.v1+json' };
      return { status: 200, headers, body };
    }
    refused += 1;
    const left = Math.ceil(((window + 1) * MINUTE_MS - clock.now()) / 1000);
    return { status: 429, headers: { 'retry-after': String(left) }, body: none };
  };
  return {
    refused: () => refused,
    send: async (request) => {
      await clock.sleep(50);
      return answer(request);
    },
    close: () => undefined,
  };
}

function entry(path: string): object {
  return {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: path.slice(path.lastIndexOf('/') + 1),
    size: 1,
    artifactType: 'type',
  };
}

describe('R5 a registry that allows 250 listings a minute', () => {
  it('R5 lists 600 artifacts without a failure, within 10 % of what the limit costs', async () => {
    const clock = virtualClock();
    const http = limitedRegistry(clock);
    const open = reader({ http, clock });
    const digests = Array.from(
      { length: ARTIFACTS },
      (_, index) => `sha256:${index.toString(16).padStart(64, '0')}`,
    );
    const left = [...digests];
    const found: string[] = [];
    const lane = async (): Promise<void> => {
      for (let digest = left.shift(); digest !== undefined; digest = left.shift()) {
        const subject = {
          mediaType: 'application/vnd.oci.image.manifest.v1+json',
          digest,
          size: 1,
        };
        const where = reference('r.example', 'app', digest);
        const within = context(5 * MINUTE_MS, clock);
        const list = await open.listReferrers(where, subject, 'type', 100, within);
        assert.equal(list.referrers.length, 1, 'a throttled listing was taken for an empty one');
        found.push(...list.referrers.map((one) => one.digest));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    assert.deepEqual(found.sort(), digests);
    assert(clock.now() <= 2 * MINUTE_MS * 1.1, `${clock.now()} milliseconds`);
    assert(http.refused() <= 2 * AT_ONCE, `${http.refused()} refused: not all were slowed down`);
  });

  it('R5 is an error where the limit outlasts the deadline, never "no signature"', async () => {
    const clock = virtualClock();
    const http = limitedRegistry(clock);
    const open = reader({ http, clock });
    const digest = `sha256:${'0'.repeat(64)}`;
    const subject = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size: 1 };
    const list = () =>
      open.listReferrers(
        reference('r.example', 'app', digest),
        subject,
        'type',
        1,
        context(9000, clock),
      );
    for (let count = 0; count < LISTINGS_A_MINUTE; count += 1) await list();
    await assert.rejects(list(), { code: 'RegistryUnavailable' });
    await assert.rejects(list(), { code: 'RegistryUnavailable' });
    assert.equal(http.refused(), 1);
  });
});
