/** Keeps a bounded number of the lines of a stream. */
export class BoundedLines {
  readonly #lines: string[] = [];
  /** Wanted lines that were dropped to make room for later lines. */
  readonly #earlier: string[] = [];
  #lost = false;

  /**
   * @param maxLines lines that are kept, and wanted lines that are kept in addition
   * @param end whether the first or the last lines are kept
   * @param isWanted whether a line is kept even when it is not among the last lines
   */
  constructor(
    private readonly maxLines: number,
    private readonly end: 'first' | 'last',
    private readonly isWanted: (line: string) => boolean = () => false,
  ) {}

  add(line: string): void {
    const isFull = this.#lines.length === this.maxLines;
    if (isFull && this.end === 'first') return;
    this.#lines.push(line);
    const [dropped] = isFull ? this.#lines.splice(0, 1) : [];
    if (dropped === undefined || !this.isWanted(dropped)) return;
    if (this.#earlier.length < this.maxLines) this.#earlier.push(dropped);
    else this.#lost = true;
  }

  /** The kept lines, in their order. */
  all(): readonly string[] {
    return [...this.#earlier, ...this.#lines];
  }

  /** Whether a wanted line was dropped. */
  hasLost(): boolean {
    return this.#lost;
  }
}
