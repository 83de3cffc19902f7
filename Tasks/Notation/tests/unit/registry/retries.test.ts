import '../agentLibrary';
import assert from 'node:assert/strict';
import type { FaultHook } from '../../doubles/registry/faults';
import { context, quiet, reader, reference } from './readers';
import { SignedImage, login, repository, user } from './signedImage';
import { type WaitRecorder, recordWaits } from './waitRecorder';

describe('what is sent again', () => {
  let signed: SignedImage;

  afterEach(() => signed.registry.stop());

  /** Resolves a tag, and gives what was waited for. */
  async function resolve(faults: FaultHook, clock = recordWaits()): Promise<readonly number[]> {
    signed.registry.faults = faults;
    const where = reference(signed.registry.host, repository, 'v1');
    const open = reader({ clock, environment: login });
    await quiet(() => open.resolve(where, context(60_000, clock)));
    return clock.waits;
  }

  const asked = (kind: 'manifest' | 'token'): number =>
    signed.registry.requests.filter(({ path }) => path.includes('/token') === (kind === 'token'))
      .length;

  for (const kind of ['manifest', 'token'] as const) {
    describe(kind === 'token' ? 'to a token service' : 'to a registry', () => {
      beforeEach(async () => {
        signed = await SignedImage.start(
          kind === 'token' ? { authentication: { kind: 'bearer', ...user } } : {},
        );
      });

      const times =
        (count: number, status: number, headers: Record<string, string> = {}): FaultHook =>
        ({ kind: found, attempt }) =>
          found === kind && attempt <= count ? { status, headers } : undefined;

      it('R5 is sent as late as the server says, in seconds', async () => {
        assert.deepEqual(await resolve(times(1, 503, { 'Retry-After': '7' })), [7000]);
      });

      it('R5 is sent as late as the server says, by a date', async () => {
        const clock: WaitRecorder = recordWaits(Date.parse('2026-11-27T10:00:00Z'));
        const headers = { 'Retry-After': 'Fri, 27 Nov 2026 10:00:09 GMT' };
        assert.deepEqual(await resolve(times(1, 429, headers), clock), [9000]);
      });

      it('R5 is not counted where the server only delayed it', async () => {
        await resolve(times(9, 429, { 'Retry-After': '1' }));
        assert.equal(asked(kind), 10);
      });

      it('R5 is sent four times where it fails otherwise, and no fifth time', async () => {
        await assert.rejects(resolve(times(9, 503)), { code: 'RegistryUnavailable' });
        assert.equal(asked(kind), 4);
      });
    });
  }
});
