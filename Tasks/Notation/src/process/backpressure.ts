import type { Readable, Writable } from 'node:stream';

/** Lets children wait while the agent is behind with reading what this step writes. */
export interface Backpressure {
  /** Pauses a stream of a child until the agent has caught up: what it has not taken would pile up in memory. */
  apply(stream: Readable): void;
  /** Whether a stream is not read because the agent is behind. */
  isWaiting(stream: Readable): boolean;
}

/** @param output what this step writes to */
export function createBackpressure(output: Writable): Backpressure {
  const waiting = new Set<Readable>();
  return {
    apply(stream) {
      if (!output.writableNeedDrain) return;
      if (waiting.size === 0) {
        output.once('drain', () => {
          const streams = [...waiting];
          waiting.clear();
          for (const paused of streams) paused.resume();
        });
      }
      waiting.add(stream);
      stream.pause();
    },
    isWaiting: (stream) => waiting.has(stream),
  };
}
