import { captured } from '../agentLibrary';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LogLine } from '../../../src/agent/log';
import { type BlockFrame, Blocks } from '../../../src/report/blocks';

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
    `${block}.head`,
    ...Array.from({ length: size }, (_, at) => `${block}.${at}`),
    `${block}.end`,
  ]);
}

/** A line that no source of the product made, for a test alone. */
const lineOf = (text: string): LogLine => text as LogLine;

/** A frame without a heading. */
const endingWith = (...lines: string[]): BlockFrame => ({ head: [], end: lines.map(lineOf) });

/** The frame of a numbered block. */
const frameOf = (block: number): BlockFrame => ({
  head: [lineOf(`${block}.head`)],
  end: [lineOf(`${block}.end`)],
});

/** Blocks that show into a list, line by line. */
function blocksInto(shown: string[]): Blocks {
  return new Blocks((...lines) => shown.push(...lines));
}

describe('Blocks', () => {
  it('P2 shows each block in one piece, in the order of the input, whatever comes when', () => {
    fc.assert(
      fc.property(anyCourse, ({ sizes, course }) => {
        const shown: string[] = [];
        const blocks = blocksInto(shown);
        for (const [block, at] of course) {
          if (at === sizes[block]) blocks.end(block, frameOf(block));
          else blocks.add(block, lineOf(`${block}.${at}`));
        }
        assert.deepEqual(shown, expected(sizes));
      }),
    );
  });

  it('P2 shows a block when it has ended, under a heading that is known only then', () => {
    const shown: string[] = [];
    const blocks = blocksInto(shown);
    blocks.add(1, lineOf('second'));
    blocks.add(0, lineOf('first'));
    assert.deepEqual(shown, []);
    blocks.end(1, { head: [lineOf('head of 1')], end: [] });
    assert.deepEqual(shown, []);
    blocks.end(0, { head: [lineOf('head of 0')], end: [lineOf('end')] });
    assert.deepEqual(shown, ['head of 0', 'first', 'end', 'head of 1', 'second']);
  });

  it('P2 shows what is held where the step ends before its results are known', () => {
    const shown: string[] = [];
    const blocks = blocksInto(shown);
    blocks.add(2, lineOf('2.line'));
    blocks.add(0, lineOf('0.line'));
    blocks.end(1, frameOf(1));
    blocks.abandon((position) => endingWith(`${position} not finished`));
    assert.deepEqual(shown, [
      '0.line',
      '0 not finished',
      '1.head',
      '1.end',
      '2.line',
      '2 not finished',
    ]);
  });

  it('G1 holds a bounded number of lines of a block that waits, and its last ones always', () => {
    const shown: string[] = [];
    const blocks = blocksInto(shown);
    for (let at = 0; at < 10_000; at += 1) {
      blocks.add(0, lineOf('line of 0'));
      blocks.add(1, lineOf('line'));
    }
    blocks.end(1, endingWith('end of 1'));
    blocks.end(0, endingWith('end of 0'));
    const held = shown.filter((line) => line === 'line').length;
    assert(held > 0 && held < 1000, String(held));
    const next = shown.filter((line) => line === 'line of 0').length;
    assert(next > held && next < 10_000, String(next));
    const rest = shown.filter((line) => !line.startsWith('line'));
    const [, first, told = '', last, ...others] = rest;
    assert.deepEqual([first, last, others], ['end of 0', 'end of 1', []]);
    assert(told.includes(String(10_000 - held)), told);
  });

  it('P2 shows on standard output where nothing else is asked for', () => {
    const output = captured(() => {
      const blocks = new Blocks();
      blocks.add(0, lineOf('line\n'));
      blocks.end(0, endingWith('end\n'));
    });
    assert.equal(output, 'line\nend\n');
  });
});
