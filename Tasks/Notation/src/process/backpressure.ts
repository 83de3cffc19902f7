import type { Readable, Writable } from 'node:stream';

/** Pauses the output of children while the agent is slow to read the output of this step. */
export interface Backpressure {
  /** Pauses a stream of a child until the agent has caught up. Unread output would fill the memory. */
  apply(stream: Readable): void;
  /** Whether a stream is paused because the agent is slow. */
  isWaiting(stream: Readable): boolean;
}

/** @param output the stream that this step writes to */
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
