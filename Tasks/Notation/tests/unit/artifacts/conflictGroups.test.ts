import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseReference, scopeOf } from '../../../src/artifacts/reference';
import {
  conflictGroups,
  runConcurrently,
  separateGroups,
} from '../../../src/artifacts/conflictGroups';

const digest = (character: string): string => `sha256:${character.repeat(64)}`;

/** Few of each, so that they meet: repositories, digests and tags. */
const anyReference = fc
  .tuple(
    fc.constantFrom('r/a', 'r/b', 's/a'),
    fc.constantFrom(`@${digest('1')}`, `@${digest('2')}`, ':v1', ':v2', `:v1@${digest('1')}`),
  )
  .map(([scope, end]) => parseReference(scope + end));
const references = fc.array(anyReference, { maxLength: 30 });

/** Lanes of any lengths, with the positions of a list dealt out to them. */
const anyLanes = fc
  .array(fc.nat({ max: 6 }), { maxLength: 40 })
  .map((owners) =>
    [0, 1, 2, 3, 4, 5, 6].map((lane) =>
      owners.flatMap((owner, position) => (owner === lane ? [position] : [])),
    ),
  );

describe('lanesOf', () => {
  it('P1 takes each position once, in each lane in the order of the input', () => {
    fc.assert(
      fc.property(references, (all) => {
        const lanes = conflictGroups(all);
        const sorted = lanes.flat().sort((a, b) => a - b);
        assert.deepEqual(sorted, [...all.keys()]);
        for (const lane of lanes)
          assert.deepEqual(
            lane,
            [...lane].sort((a, b) => a - b),
          );
      }),
    );
  });

  it('P1 keeps in one lane what may have one list of signatures, and nothing else', () => {
    fc.assert(
      fc.property(references, (all) => {
        const laneOf = new Map(
          conflictGroups(all).flatMap((lane, at) => lane.map((one) => [one, at])),
        );
        const tagged = new Set(all.filter((one) => one.digest === undefined).map(scopeOf));
        for (const [first, one] of all.entries()) {
          for (const [second, other] of all.entries()) {
            const isSameScope = scopeOf(one) === scopeOf(other);
            const mayBeOne =
              isSameScope && (tagged.has(scopeOf(one)) || one.digest === other.digest);
            assert.equal(laneOf.get(first) === laneOf.get(second), mayBeOne);
          }
        }
      }),
    );
  });

  it('P2 gives work that changes nothing a lane for each', () => {
    const all = ['r/a:v1', 'r/a:v2'].map(parseReference);
    assert.deepEqual(separateGroups(all), [[0], [1]]);
  });
});

describe('runLanes', () => {
  it('P2 works on every position once, as many at once as allowed, a lane in its order', async () => {
    const scheduler = fc.scheduler();
    await fc.assert(
      fc.asyncProperty(
        anyLanes,
        fc.integer({ min: 1, max: 9 }),
        scheduler,
        async (lanes, most, s) => {
          const begun: number[] = [];
          const under = new Set<number>();
          let highest = 0;
          const laneOf = (position: number): number =>
            lanes.findIndex((lane) => lane.includes(position));
          const end = runConcurrently(lanes, most, async (position) => {
            const others = [...under].map(laneOf);
            assert(!others.includes(laneOf(position)), 'two of one lane at once');
            begun.push(position);
            under.add(position);
            highest = Math.max(highest, under.size);
            await s.schedule(Promise.resolve());
            under.delete(position);
          });
          await s.waitFor(end);
          assert(highest <= most, `${highest} at once`);
          const busy = lanes.filter((lane) => lane.length > 0).length;
          // Empty lanes may cost a runner its first turn, never its place.
          assert(highest >= Math.min(most, busy), `only ${highest} at once of ${busy} lanes`);
          for (const [index, lane] of lanes.entries()) {
            assert.deepEqual(
              begun.filter((position) => laneOf(position) === index),
              lane,
            );
          }
          assert.equal(begun.length, lanes.flat().length);
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
