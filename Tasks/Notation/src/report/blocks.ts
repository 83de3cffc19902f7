/** Lines of a block that are held until its turn: a hostile registry may have notation write any number. */
const MOST_HELD = 500;

/** A block that waits for its turn. */
interface Held {
  readonly lines: (() => void)[];
  leftOut: number;
}

/**
 * Keeps the log in order while several things are under way: what belongs to one place of the
 * input is shown as one block, in the order of the input, the block whose turn it is as it comes.
 */
export class Blocks {
  private turn = 0;
  private readonly held = new Map<number, Held>();
  private readonly closings = new Map<number, () => void>();

  /** @param tellLeftOut writes how many lines of a block were more than can be held */
  constructor(private readonly tellLeftOut: (count: number) => void) {}

  /** Shows a line of a block, or holds it back until the block's turn. */
  show(position: number, write: () => void): void {
    if (position === this.turn) {
      write();
      return;
    }
    const held = this.held.get(position) ?? { lines: [], leftOut: 0 };
    if (held.lines.length < MOST_HELD) held.lines.push(write);
    else held.leftOut += 1;
    this.held.set(position, held);
  }

  /**
   * Ends a block: if it was its turn, the next ones follow as far as they have come.
   *
   * @param write its last lines, which are never left out
   */
  end(position: number, write: () => void): void {
    this.closings.set(position, write);
    for (let close = this.closings.get(this.turn); close; close = this.closings.get(this.turn)) {
      close();
      this.closings.delete(this.turn);
      this.turn += 1;
      this.release(this.turn);
    }
  }

  private release(position: number): void {
    const held = this.held.get(position);
    this.held.delete(position);
    for (const write of held?.lines ?? []) write();
    if (held !== undefined && held.leftOut > 0) this.tellLeftOut(held.leftOut);
  }
}
