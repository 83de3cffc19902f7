/** The lines of a stream that are worth their memory, however much is written. */
export class BoundedLines {
  readonly #lines: string[] = [];
  /** Wanted ones that had to make room for later lines. */
  readonly #earlier: string[] = [];
  #lost = false;

  /**
   * @param most of all lines, and of those that are wanted besides
   * @param end which ones are kept where there are more
   * @param isWanted whether a line is kept although it is not among the last ones
   */
  constructor(
    private readonly most: number,
    private readonly end: 'first' | 'last',
    private readonly isWanted: (line: string) => boolean = () => false,
  ) {}

  add(line: string): void {
    const isFull = this.#lines.length === this.most;
    if (isFull && this.end === 'first') return;
    this.#lines.push(line);
    const [dropped] = isFull ? this.#lines.splice(0, 1) : [];
    if (dropped === undefined || !this.isWanted(dropped)) return;
    if (this.#earlier.length < this.most) this.#earlier.push(dropped);
    else this.#lost = true;
  }

  /** Those that were kept, in their order. */
  all(): readonly string[] {
    return [...this.#earlier, ...this.#lines];
  }

  /** Whether one that was wanted is not among them. */
  hasLost(): boolean {
    return this.#lost;
  }
}
