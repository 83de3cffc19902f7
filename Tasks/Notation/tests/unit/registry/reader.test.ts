import '../agentLibrary';
import assert from 'node:assert/strict';
import type { Clock } from '../../../src/network/deadline';
import type { RegistryReader } from '../../../src/registry/reader';
import type { PushedImage } from '../../doubles/registry/image';
import { type Registry } from '../../doubles/registry/registry';
import { context, quiet, reader, reference } from './readers';
import {
  type SignedImage,
  type SignedImageOptions,
  login,
  repository,
  user,
  startInEach,
} from './signedImage';

describe('createRegistryReader', () => {
  let signed: SignedImage;
  let registry: Registry;
  let image: PushedImage;

  const start = startInEach((one) => {
    signed = one;
    ({ registry, image } = one);
  });

  const ways: readonly [name: string, options: SignedImageOptions][] = [
    ['without a login', {}],
    ['by Basic', { authentication: { kind: 'basic', ...user } }],
    ['by tokens', { authentication: { kind: 'bearer', ...user } }],
    [
      'by tokens, without the API',
      { authentication: { kind: 'bearer', ...user }, referrersApi: false },
    ],
  ];
  for (const [name, options] of ways) {
    for (const referrers of ['auto', 'api', 'tag'] as const) {
      it(`R1 reads all of a signature ${name} (${referrers})`, async () => {
        await start(options);
        const { subject, digests, envelopes } = await signed.read({
          environment: login,
          referrers,
        });
        const { mediaType, digest, size } = image;
        assert.deepEqual(subject, { mediaType, digest, size });
        assert.equal(digests.length, 1);
        assert.deepEqual(envelopes, ['{"envelope":1}']);
      });
    }
  }

  it('resolves a tag, and says where there is none', async () => {
    await start();
    const open = reader();
    const found = await open.resolve(reference(registry.host, repository, 'v1'), context());
    assert.equal(found.digest, image.digest);
    const none = open.resolve(reference(registry.host, repository, 'v2'), context());
    await assert.rejects(none, { code: 'ArtifactNotFound' });
  });

  it('R6 posts an identity token, and sends a registry token as it is', async () => {
    await start({ authentication: { kind: 'bearer', ...user, refreshTokens: ['identity-token'] } });
    await signed.read({ environment: { NOTATION_PASSWORD: 'identity-token' } });
    const post = registry.requests.find(({ method }) => method === 'POST');
    assert.match(
      post?.body.toString() ?? '',
      /grant_type=refresh_token.*refresh_token=identity-token/,
    );
  });

  it('asks for a login where the registry wants one and there is none', async () => {
    await start({ authentication: { kind: 'basic', ...user } });
    const { code, text } = await signed.refusal();
    assert.equal(code, 'RegistryUnauthorized');
    assert(text.includes(registry.host));
  });

  it('sends a wrong password once, and says so', async () => {
    await start({ authentication: { kind: 'basic', ...user } });
    const environment = { ...login, NOTATION_PASSWORD: 'wrong-password' };
    const { code, text } = await signed.refusal({ environment });
    assert.equal(code, 'RegistryUnauthorized');
    assert.equal(registry.requests.length, 2);
    assert.doesNotMatch(text, /wrong-password/);
  });

  describe('counts', () => {
    /** A verification of many artifacts of one repository, so many at once. */
    async function readMany(open: RegistryReader, count: number, atOnce: number): Promise<void> {
      const left = Array.from({ length: count });
      const lane = async (): Promise<void> => {
        while (left.length > 0) {
          left.pop();
          await signed.read({}, open);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, lane));
    }

    for (const [name, referrersApi, most] of [
      ['API', true, 4.4],
      ['tag', false, 5.4],
    ] as const) {
      it(`R1 asks little: one token, one listing an artifact (${name})`, async () => {
        await start({ authentication: { kind: 'bearer', ...user }, referrersApi, latency: 5 });
        const open = reader({ environment: login });
        await quiet(() => readMany(open, 24, 8));
        const { requests, tokens, listings } = open.counts;
        assert.equal(tokens, 1);
        assert(requests / 24 <= most, `${requests} requests`);
        assert(listings <= 24 + (referrersApi ? 0 : 8), `${listings} listings`);
        assert.equal(registry.requests.length, requests);
        const challenged = registry.requests.filter(({ status }) => status === 401);
        assert.equal(challenged.length, 1, 'one challenge serves all who start at once');
      });
    }

    it('renews a token before it expires, and once where it is refused', async () => {
      let time = 0;
      const clock: Clock = { now: () => time, sleep: () => Promise.resolve() };
      await start({ authentication: { kind: 'bearer', ...user } });
      const open = reader({ environment: login, clock });
      await signed.read({}, open, clock);
      assert.equal(open.counts.tokens, 1);
      time += 290_000; // of 300 seconds
      await signed.read({}, open, clock);
      assert.equal(open.counts.tokens, 2);
      const before = open.counts.requests;
      registry.reset(); // forgets its tokens, and all else
      const where = reference(registry.host, repository, image.digest);
      await assert.rejects(
        quiet(() => open.resolve(where, context(60_000, clock))),
        {
          code: 'ArtifactNotFound',
        },
      );
      assert.equal(open.counts.tokens, 3);
      assert.equal(open.counts.requests - before, 3);
    });
  });
});
