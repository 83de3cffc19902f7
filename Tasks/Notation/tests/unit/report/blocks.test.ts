import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Blocks } from '../../../src/report/blocks';

/** Blocks by their numbers of lines, and the order in which their lines and ends come. */
const anyCourse = fc
  .array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 12 })
  .chain((sizes) =>
    fc.record({
      sizes: fc.constant(sizes),
      turns: fc.shuffledSubarray(
        sizes.flatMap((size, block) => Array.from({ length: size + 1 }, (_, at) => [block, at])),
        { minLength: sizes.reduce((sum, size) => sum + size + 1, 0) },
      ),
    }),
  )
  .map(({ sizes, turns }) => {
    const next = sizes.map(() => 0);
    // Whichever line of a block is drawn, the block's lines come in their order.
    return {
      sizes,
      course: turns.map(
        ([block = 0]) => [block, (next[block] = (next[block] ?? 0) + 1) - 1] as const,
      ),
    };
  });

function expected(sizes: readonly number[]): string[] {
  return sizes.flatMap((size, block) => [
    ...Array.from({ length: size }, (_, at) => `${block}.${at}`),
    `${block}.end`,
  ]);
}

/** What no block here is long enough for. */
const unexpected = (): never => assert.fail('lines were left out');

describe('Blocks', () => {
  it('P2 shows each block in one piece, in the order of the input, whatever comes when', () => {
    fc.assert(
      fc.property(anyCourse, ({ sizes, course }) => {
        const shown: string[] = [];
        const blocks = new Blocks(unexpected);
        for (const [block, at] of course) {
          if (at === sizes[block]) blocks.end(block, () => shown.push(`${block}.end`));
          else blocks.show(block, () => shown.push(`${block}.${at}`));
        }
        assert.deepEqual(shown, expected(sizes));
      }),
    );
  });

  it('P2 shows the block whose turn it is at once', () => {
    const shown: string[] = [];
    const blocks = new Blocks(unexpected);
    blocks.show(1, () => shown.push('second'));
    blocks.show(0, () => shown.push('first'));
    assert.deepEqual(shown, ['first']);
    blocks.end(0, () => shown.push('end'));
    assert.deepEqual(shown, ['first', 'end', 'second']);
    blocks.show(1, () => shown.push('more'));
    assert.deepEqual(shown, ['first', 'end', 'second', 'more']);
  });

  it('G1 holds a bounded number of lines of a block that waits, and its last ones always', () => {
    const shown: string[] = [];
    const blocks = new Blocks((count) => shown.push(`${count} left out`));
    for (let at = 0; at < 10_000; at += 1) blocks.show(1, () => shown.push('line'));
    blocks.end(1, () => shown.push('end of 1'));
    blocks.end(0, () => shown.push('end of 0'));
    const held = shown.filter((line) => line === 'line').length;
    assert(held > 0 && held < 1000, String(held));
    assert.deepEqual(
      shown.filter((line) => line !== 'line'),
      ['end of 0', `${10_000 - held} left out`, 'end of 1'],
    );
  });
});
