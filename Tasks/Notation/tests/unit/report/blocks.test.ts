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
      course: turns.map(([block = 0]) => [block, next[block]++] as const),
    };
  });

function expected(sizes: readonly number[]): string[] {
  return sizes.flatMap((size, block) => Array.from({ length: size }, (_, at) => `${block}.${at}`));
}

describe('Blocks', () => {
  it('P2 shows each block in one piece, in the order of the input, whatever comes when', () => {
    fc.assert(
      fc.property(anyCourse, ({ sizes, course }) => {
        const shown: string[] = [];
        const blocks = new Blocks();
        for (const [block, at] of course) {
          if (at === sizes[block]) blocks.end(block);
          else blocks.show(block, () => shown.push(`${block}.${at}`));
        }
        assert.deepEqual(shown, expected(sizes));
      }),
    );
  });

  it('P2 shows the block whose turn it is at once', () => {
    const shown: string[] = [];
    const blocks = new Blocks();
    blocks.show(1, () => shown.push('second'));
    blocks.show(0, () => shown.push('first'));
    assert.deepEqual(shown, ['first']);
    blocks.end(0);
    assert.deepEqual(shown, ['first', 'second']);
    blocks.show(1, () => shown.push('more'));
    assert.deepEqual(shown, ['first', 'second', 'more']);
  });
});
