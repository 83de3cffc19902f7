import { constants, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** No link is followed and no FIFO waited for; Windows knows neither flag. */
const known: Readonly<Partial<Record<string, number>>> = constants;
const FLAGS = constants.O_RDONLY | (known['O_NOFOLLOW'] ?? 0) | (known['O_NONBLOCK'] ?? 0);

/**
 * Copies a plain file out of a folder that others write to. What was opened is what is looked at
 * and copied, whatever takes its name meanwhile; what is no file cannot hold up the step.
 *
 * @param most bytes
 * @throws Error where there is nothing, something else, or a larger file
 */
export async function copyRegular(from: string, to: string, most: number): Promise<void> {
  const source = await open(from, FLAGS);
  try {
    const stat = await source.stat();
    if (!stat.isFile()) throw new Error(`${from} is no plain file`);
    if (stat.size > most) throw new Error(`${from} has ${stat.size} bytes`);
    // It may grow while it is read.
    const content = source.createReadStream({ autoClose: false, end: most - 1 });
    await pipeline(content, createWriteStream(to, { mode: 0o600 }));
  } finally {
    await source.close();
  }
}
