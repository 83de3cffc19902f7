import { type LogLine, textLine, writeLines } from '../agent/log';

/** Lines of a block that are held: a hostile registry may have notation write any number. */
const MAX_HELD_LINES = 500;

/** The same for the block that is shown next: a run with System.Debug has many lines. */
const MAX_NEXT_BLOCK_LINES = 5000;

/** A block that has not ended. */
interface HeldBlock {
  readonly lines: LogLine[];
  leftOut: number;
}

/** What stands around the lines of a block. */
export interface BlockFrame {
  readonly head: readonly LogLine[];
  readonly end: readonly LogLine[];
}

/**
 * Keeps the log in order while several artifacts are under way: the lines of one artifact are shown as
 * one block, in the order of the artifacts, when its result is known: the heading names the result.
 */
export class Blocks {
  private turn = 0;
  private readonly held = new Map<number, HeldBlock>();
  private readonly ended = new Map<number, readonly LogLine[]>();

  /** @param show writes lines to the log */
  constructor(private readonly show: (...lines: LogLine[]) => void = writeLines) {}

  /** Holds a line of a block until the block has ended and its turn has come. */
  add(position: number, line: LogLine): void {
    const held = this.held.get(position) ?? { lines: [], leftOut: 0 };
    const maxLines = position === this.turn ? MAX_NEXT_BLOCK_LINES : MAX_HELD_LINES;
    if (held.lines.length < maxLines) held.lines.push(line);
    else held.leftOut += 1;
    this.held.set(position, held);
  }

  /**
   * Ends a block. Where it was its turn, the block is shown, and the next blocks that have ended.
   *
   * @param frame is never left out
   */
  end(position: number, frame: BlockFrame): void {
    this.ended.set(position, this.framed(position, frame));
    for (let next = this.ended.get(this.turn); next; next = this.ended.get(this.turn)) {
      this.show(...next);
      this.ended.delete(this.turn);
      this.turn += 1;
    }
  }

  /**
   * Shows all that is held, because the step ends before the results are known.
   *
   * @param frameOf gives the frame of a block that has not ended
   */
  abandon(frameOf: (position: number) => BlockFrame): void {
    const positions = new Set([...this.ended.keys(), ...this.held.keys()]);
    for (const position of [...positions].sort((a, b) => a - b)) {
      this.show(...(this.ended.get(position) ?? this.framed(position, frameOf(position))));
    }
    this.ended.clear();
    this.held.clear();
  }

  private framed(position: number, { head, end }: BlockFrame): LogLine[] {
    const { lines, leftOut } = this.held.get(position) ?? { lines: [], leftOut: 0 };
    this.held.delete(position);
    const more = leftOut > 0 ? [textLine('Log_LinesLeftOut', String(leftOut))] : [];
    return [...head, ...lines, ...more, ...end];
  }
}
