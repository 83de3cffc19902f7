import { Writable } from 'node:stream';

/** Handles an error of standard output. */
let onLoss = (error: unknown): void => {
  throw error;
};

/**
 * Watches standard output for errors: the reader of the pipe has ended, or the device is full. All
 * output of this task goes there, so the step cannot continue after an error.
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
    onLoss(error); // writes to a file are synchronous, and Node 16 throws their errors
  }
}

/**
 * Writes a text as it is.
 *
 * @returns resolves when the system has taken the text and all earlier texts
 * @throws the error of the write
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

/** The stream that the agent library writes to. */
export const libraryOutput = new Writable({
  decodeStrings: false,
  write: (chunk: unknown, _encoding, done) => {
    writeText(String(chunk));
    done();
  },
});
