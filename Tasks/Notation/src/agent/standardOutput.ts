import { Writable } from 'node:stream';

/** What is done about an error of standard output. */
let onLoss = (error: unknown): void => {
  throw error;
};

/**
 * Watches over standard output: a pipe whose reader has ended, or a device that is full. All that
 * this task has to say goes there, so that the step cannot go on.
 *
 * @param end ends the step; called once
 */
export function watchStandardOutput(end: () => void): void {
  let isLost = false;
  onLoss = () => {
    if (isLost) return;
    isLost = true;
    end();
  };
  process.stdout.on('error', onLoss);
}

/** Writes a text as it is. */
export function writeText(text: string): void {
  try {
    process.stdout.write(text);
  } catch (error) {
    onLoss(error); // a file is written at once, and Node 16 throws what goes wrong
  }
}

/**
 * Writes a text as it is.
 *
 * @returns resolves when the text, and all that was written before it, was taken by the system
 * @throws what kept it from that
 */
export function writeConfirmed(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => {
      if (!error) resolve();
      else reject(error);
    };
    try {
      process.stdout.write(text, done);
    } catch (error) {
      onLoss(error);
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

/** What the agent library writes through. */
export const libraryOutput = new Writable({
  decodeStrings: false,
  write: (chunk: unknown, _encoding, done) => {
    writeText(String(chunk));
    done();
  },
});
