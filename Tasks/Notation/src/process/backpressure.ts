import type { Readable } from 'node:stream';

/** Streams of children that are not read until the agent has caught up. */
const waiting = new Set<Readable>();

/**
 * Lets a child wait while the agent is behind with reading what this step writes: what the agent
 * has not taken yet would pile up in memory.
 */
export function applyBackpressure(stream: Readable): void {
  if (!process.stdout.writableNeedDrain) return;
  if (waiting.size === 0) {
    process.stdout.once('drain', () => {
      const all = [...waiting];
      waiting.clear();
      for (const one of all) one.resume();
    });
  }
  waiting.add(stream);
  stream.pause();
}

/** Whether a stream is not read because the agent is behind. */
export function isWaiting(stream: Readable): boolean {
  return waiting.has(stream);
}
