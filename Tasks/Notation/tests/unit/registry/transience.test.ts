import '../agentLibrary';
import assert from 'node:assert/strict';
import type { Clock } from '../../../src/network/deadline';
import { type Registry } from '../../doubles/registry/registry';
import type { FaultHook } from '../../doubles/registry/faults';
import { reader } from './readers';
import { type SignedImage, startInEach } from './signedImage';

describe('what passes by itself', () => {
  let signed: SignedImage;
  let registry: Registry;

  const start = startInEach((one) => {
    signed = one;
    ({ registry } = one);
  });

  const once =
    (fault: ReturnType<FaultHook>): FaultHook =>
    ({ attempt }) =>
      attempt === 1 ? fault : undefined;
  const clock: Clock = { now: () => Date.now(), sleep: () => Promise.resolve() };
  const passing: readonly [name: string, faults: FaultHook][] = [
    ['429', once({ status: 429 })],
    ['503 with a time', once({ status: 503, headers: { 'Retry-After': '0' } })],
    ['500', once({ status: 500 })],
    ['408', once({ status: 408 })],
    ['a reset', once({ reset: true })],
    [
      'content broken off in the middle',
      ({ attempt, method }) => (attempt === 1 && method === 'GET' ? { truncate: 5 } : undefined),
    ],
  ];
  for (const [name, faults] of passing) {
    it(`F6 asks again after ${name}`, async () => {
      let time = Date.now();
      const fast: Clock = { now: () => time, sleep: (ms) => ((time += ms), Promise.resolve()) };
      await start();
      registry.faults = faults;
      assert.equal(
        (await signed.read({ clock: fast }, reader({ clock: fast }), fast)).envelopes.length,
        1,
      );
    });
  }

  const lasting: readonly [fault: ReturnType<FaultHook>, code: string][] = [
    [{ status: 503 }, 'RegistryUnavailable'],
    [{ status: 429, headers: { 'Retry-After': '3600' } }, 'RegistryUnavailable'],
    [
      { status: 403, body: { errors: [{ code: 'DENIED', message: 'secret' }] } },
      'RegistryForbidden',
    ],
    [
      { status: 400, body: 'Client sent an HTTP request to an HTTPS server.' },
      'RegistryRequiresTls',
    ],
    [{ status: 418 }, 'RegistryAnswerRefused'],
    [{ reset: true }, 'RegistryUnavailable'],
  ];
  for (const [fault, code] of lasting) {
    it(`R5 F10 takes no ${JSON.stringify(fault)} of a listing for "no signature": ${code}`, async () => {
      await start();
      registry.faults = ({ kind }) => (kind === 'referrers' ? fault : undefined);
      const { code: found, text } = await signed.refusal({ clock });
      assert.equal(found, code);
      assert(text.includes(registry.host));
      assert.doesNotMatch(text, /secret/);
    });
  }
});
