/** All that a step wrote, byte for byte and unmasked: for tests, never for a log. */
export class Recording {
  readonly #chunks: { stream: 'stdout' | 'stderr'; bytes: Buffer }[] = [];

  add(stream: 'stdout' | 'stderr', bytes: Buffer): void {
    this.#chunks.push({ stream, bytes });
  }

  get stdout(): string {
    return this.#text((stream) => stream === 'stdout');
  }

  get stderr(): string {
    return this.#text((stream) => stream === 'stderr');
  }

  /** Both streams in the order in which their pieces arrived, which is not that in which they were written. */
  get merged(): string {
    return this.#text(() => true);
  }

  #text(wanted: (stream: 'stdout' | 'stderr') => boolean): string {
    const chunks = this.#chunks.filter(({ stream }) => wanted(stream));
    return Buffer.concat(chunks.map(({ bytes }) => bytes)).toString('utf8');
  }
}
