/**
 * Keeps the log in order while several things are under way: what belongs to one place of the
 * input is shown as one block, in the order of the input, the block whose turn it is as it comes.
 */
export class Blocks {
  private turn = 0;
  private readonly held = new Map<number, (() => void)[]>();
  private readonly ended = new Set<number>();

  /** Shows something of a block, or holds it back until the block's turn. */
  show(position: number, write: () => void): void {
    if (position === this.turn) {
      write();
      return;
    }
    const held = this.held.get(position) ?? [];
    held.push(write);
    this.held.set(position, held);
  }

  /** Ends a block: if it was its turn, the next ones follow as far as they have come. */
  end(position: number): void {
    this.ended.add(position);
    while (this.ended.delete(this.turn)) {
      this.turn += 1;
      for (const write of this.held.get(this.turn) ?? []) write();
      this.held.delete(this.turn);
    }
  }
}
