import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** No FIFO is waited for; Windows does not know that flag. */
const known: Readonly<Partial<Record<string, number>>> = constants;
const FLAGS = constants.O_RDONLY | (known['O_NONBLOCK'] ?? 0);

/**
 * Reads a file that somebody committed, through links: one to a device or a FIFO would never end,
 * nor would some files of a system that tell no size.
 *
 * @param most bytes
 * @throws Error where there is nothing, something else, or a larger file
 */
export function readBounded(file: string, most: number): Buffer {
  const source = openSync(file, FLAGS);
  try {
    if (!fstatSync(source).isFile()) throw new Error(`${file} is no file`);
    const content = Buffer.alloc(most + 1);
    let length = 0;
    for (let count = 1; count > 0 && length < content.length; length += count) {
      count = readSync(source, content, length, content.length - length, null);
    }
    if (length > most) throw new Error(`${file} has more than ${most} bytes`);
    return Buffer.from(content.subarray(0, length));
  } finally {
    closeSync(source);
  }
}
