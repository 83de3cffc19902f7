import { constants, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** Open without following links and without waiting for a FIFO. Windows has neither flag. */
const known: Readonly<Partial<Record<string, number>>> = constants;
const FLAGS = constants.O_RDONLY | (known['O_NOFOLLOW'] ?? 0) | (known['O_NONBLOCK'] ?? 0);

/**
 * Copies a regular file from a folder that other users can write to. The function checks and copies the
 * file that it opened, even when another file takes its name. Anything but a regular file is refused at
 * once.
 *
 * @param maxBytes the largest file
 * @throws Error when the file does not exist, is not a regular file, or is larger
 */
export async function copyRegular(from: string, to: string, maxBytes: number): Promise<void> {
  const source = await open(from, FLAGS);
  try {
    const stat = await source.stat();
    if (!stat.isFile()) throw new Error(`${from} is no plain file`);
    if (stat.size > maxBytes) throw new Error(`${from} has ${stat.size} bytes`);
    // The file may grow while it is read.
    const content = source.createReadStream({ autoClose: false, end: maxBytes - 1 });
    await pipeline(content, createWriteStream(to, { mode: 0o600 }));
  } finally {
    await source.close();
  }
}
