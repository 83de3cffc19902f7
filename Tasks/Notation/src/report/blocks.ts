import { type LogLine, textLine, write } from '../agent/log';

/** Lines of a block that are held until its turn: a hostile registry may have notation write any number. */
const MAX_HELD_LINES = 500;

/** A block that waits for its turn. */
interface HeldBlock {
  readonly lines: LogLine[];
  leftOut: number;
}

/**
 * Keeps the log in order while several artifacts are under way: the lines of one artifact are shown as
 * one block, in the order of the artifacts. The block whose turn it is is shown as its lines come.
 */
export class Blocks {
  private turn = 0;
  private readonly held = new Map<number, HeldBlock>();
  private readonly endings = new Map<number, readonly LogLine[]>();

  /** @param show writes lines to the log */
  constructor(private readonly show: (...lines: LogLine[]) => void = write) {}

  /** Shows a line of a block, or holds it until the block's turn. */
  add(position: number, line: LogLine): void {
    if (position === this.turn) {
      this.show(line);
      return;
    }
    const held = this.held.get(position) ?? { lines: [], leftOut: 0 };
    if (held.lines.length < MAX_HELD_LINES) held.lines.push(line);
    else held.leftOut += 1;
    this.held.set(position, held);
  }

  /**
   * Ends a block. Where it was its turn, the next blocks follow as far as they have come.
   *
   * @param lines its last lines, which are never left out
   */
  end(position: number, ...lines: LogLine[]): void {
    this.endings.set(position, lines);
    for (let last = this.endings.get(this.turn); last; last = this.endings.get(this.turn)) {
      this.show(...last);
      this.endings.delete(this.turn);
      this.turn += 1;
      this.release(this.turn);
    }
  }

  private release(position: number): void {
    const held = this.held.get(position);
    this.held.delete(position);
    if (held === undefined) return;
    this.show(...held.lines);
    if (held.leftOut > 0) this.show(textLine('Log_LinesLeftOut', String(held.leftOut)));
  }
}
