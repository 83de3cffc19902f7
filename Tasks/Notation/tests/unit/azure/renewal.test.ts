import { capturedDuring } from '../agentLibrary';
import assert from 'node:assert/strict';
import sinon from 'sinon';
import { startRenewal, lifetimeOf } from '../../../src/azure/renewal';

const minute = 60 * 1000;

/** A JSON web token that is good for so many milliseconds. */
function tokenFor(lifetime: number): string {
  const claims = JSON.stringify({ exp: Math.round((Date.now() + lifetime) / 1000) });
  return `e30.${Buffer.from(claims).toString('base64url')}.signature`;
}

describe('startRenewal', () => {
  let clock: sinon.SinonFakeTimers;

  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: 0 });
  });
  afterEach(() => {
    sinon.restore();
  });

  it('A2 renews each token while it is good, until it is ended', async () => {
    const renew = sinon.spy(() => Promise.resolve(tokenFor(10 * minute)));
    const end = startRenewal(tokenFor(5 * minute), renew);
    await clock.tickAsync(3.4 * minute);
    assert.equal(renew.callCount, 0);
    await clock.tickAsync(0.2 * minute);
    assert.equal(renew.callCount, 1);
    await clock.tickAsync(7.1 * minute);
    assert.equal(renew.callCount, 2);
    end();
    await clock.tickAsync(60 * minute);
    assert.equal(renew.callCount, 2);
  });

  it('A2 tries again soon where a renewal fails, as often as it takes', async () => {
    const renew = sinon.stub().rejects(new Error('not now'));
    renew.onCall(3).callsFake(() => Promise.resolve(tokenFor(10 * minute)));
    const end = startRenewal(tokenFor(10 * minute), renew);
    const output = await capturedDuring(() => clock.tickAsync(7 * minute + 3500));
    assert.equal(renew.callCount, 4);
    assert(output.includes('not now'));
    await clock.tickAsync(6 * minute);
    assert.equal(renew.callCount, 4);
    end();
  });

  it('A2 does not ask without pause for tokens that are old when they come', async () => {
    const renew = sinon.spy(() => Promise.resolve(tokenFor(-minute)));
    const end = startRenewal(tokenFor(-minute), renew);
    await clock.tickAsync(10_000);
    assert(renew.callCount <= 10, `${renew.callCount}`);
    end();
  });

  it('A2 waits for a token that is good for longer than a timer can wait', async () => {
    const day = 24 * 60 * minute;
    const renew = sinon.spy(() => Promise.resolve(tokenFor(60 * day)));
    const end = startRenewal(tokenFor(60 * day), renew);
    await clock.tickAsync(minute);
    assert.equal(renew.callCount, 0);
    await clock.tickAsync(20 * day);
    assert.equal(renew.callCount, 0);
    await clock.tickAsync(10 * day);
    assert.equal(renew.callCount, 1);
    end();
  });

  for (const [how, answer] of [
    ['comes', () => Promise.resolve(tokenFor(10 * minute))],
    ['fails', () => Promise.reject(new Error('not now'))],
  ] as const) {
    it(`A2 schedules nothing where a renewal ${how} after the end`, async () => {
      const renew = sinon.spy(async () => {
        await new Promise((resolve) => setTimeout(resolve, 1000));
        return answer();
      });
      const end = startRenewal(tokenFor(10 * minute), renew);
      await capturedDuring(async () => {
        await clock.tickAsync(7 * minute + 500);
        end();
        await clock.tickAsync(60 * minute);
      });
      assert.equal(renew.callCount, 1);
      assert.equal(clock.countTimers(), 0);
    });
  }

  const unreadable = ['', 'a', 'a.b.c', `a.${Buffer.from('{}').toString('base64url')}.c`, 'a..'];
  for (const token of unreadable) {
    it(`A2 takes ten minutes for the lifetime of '${token}'`, () => {
      assert.equal(lifetimeOf(token), 10 * minute);
    });
  }
});
