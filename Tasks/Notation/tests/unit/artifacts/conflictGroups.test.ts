import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseReference } from '../../../src/artifacts/reference';
import {
  conflictGroups,
  runConcurrently,
  separateGroups,
} from '../../../src/artifacts/conflictGroups';

/** Few, so that they meet; undefined: an artifact that shares no list of signatures. */
const anyKey = fc.constantFrom('r/a@1', 'r/a@2', 'r/b@1', '0', '1', undefined);
const anyKeys = fc.array(anyKey, { maxLength: 30 });

/** Groups of any lengths, with the positions of a list dealt out to them. */
const anyGroups = fc
  .array(fc.nat({ max: 6 }), { maxLength: 40 })
  .map((owners) =>
    [0, 1, 2, 3, 4, 5, 6].map((group) =>
      owners.flatMap((owner, position) => (owner === group ? [position] : [])),
    ),
  );

describe('conflictGroups', () => {
  it('P1 takes each position once, in each group in the order of the input', () => {
    fc.assert(
      fc.property(anyKeys, (keys) => {
        const groups = conflictGroups(keys);
        const sorted = groups.flat().sort((a, b) => a - b);
        assert.deepEqual(sorted, [...keys.keys()]);
        for (const group of groups)
          assert.deepEqual(
            group,
            [...group].sort((a, b) => a - b),
          );
      }),
    );
  });

  it('P1 keeps in one group what has one list of signatures, and nothing else', () => {
    fc.assert(
      fc.property(anyKeys, (keys) => {
        const groupOf = new Map(
          conflictGroups(keys).flatMap((group, at) => group.map((one) => [one, at])),
        );
        for (const [first, one] of keys.entries()) {
          for (const [second, other] of keys.entries()) {
            const isOne = first === second || (one !== undefined && one === other);
            assert.equal(groupOf.get(first) === groupOf.get(second), isOne);
          }
        }
      }),
    );
  });

  it('P2 gives work that changes nothing a group for each', () => {
    const all = ['r/a:v1', 'r/a:v2'].map(parseReference);
    assert.deepEqual(separateGroups(all), [[0], [1]]);
  });
});

describe('runConcurrently', () => {
  it('P2 works on every position once, as many at once as allowed, a group in its order', async () => {
    const scheduler = fc.scheduler();
    await fc.assert(
      fc.asyncProperty(
        anyGroups,
        fc.integer({ min: 1, max: 9 }),
        scheduler,
        async (groups, maxParallel, s) => {
          const begun: number[] = [];
          const under = new Set<number>();
          let highest = 0;
          const groupOf = (position: number): number =>
            groups.findIndex((group) => group.includes(position));
          const end = runConcurrently(groups, maxParallel, async (position) => {
            const others = [...under].map(groupOf);
            assert(!others.includes(groupOf(position)), 'two of one group at once');
            begun.push(position);
            under.add(position);
            highest = Math.max(highest, under.size);
            await s.schedule(Promise.resolve());
            under.delete(position);
          });
          await s.waitFor(end);
          assert(highest <= maxParallel, `${highest} at once`);
          const busy = groups.filter((group) => group.length > 0).length;
          // Empty groups may cost a runner its first turn, never its place.
          assert(
            highest >= Math.min(maxParallel, busy),
            `only ${highest} at once of ${busy} groups`,
          );
          for (const [index, group] of groups.entries()) {
            assert.deepEqual(
              begun.filter((position) => groupOf(position) === index),
              group,
            );
          }
          assert.equal(begun.length, groups.flat().length);
        },
      ),
    );
  });

  it('P2 passes on an error', async () => {
    const failing = runConcurrently([[0], [1]], 1, () => Promise.reject(new Error('why')));
    await assert.rejects(failing, /why/);
  });

  it('P2 begins nothing after an error, and waits for what is under way', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const pause = (milliseconds: number): Promise<void> =>
      new Promise((resolve) => setTimeout(resolve, milliseconds));
    const failing = runConcurrently([[0, 5], [1, 6], [2], [3], [4]], 3, async (position) => {
      begun.push(position);
      await pause(position === 0 ? 5 : 20);
      ended.push(position);
      if (position !== 2) throw new Error(`of ${position}`);
    });
    await assert.rejects(failing, /of 0/);
    assert.deepEqual(begun, [0, 1, 2]);
    assert.deepEqual(ended.sort(), [0, 1, 2]);
    await pause(50);
    assert.deepEqual(begun, [0, 1, 2]);
  });

  it('P2 does nothing with nothing', async () => {
    await runConcurrently([], 8, () => Promise.reject(new Error('called')));
  });
});
