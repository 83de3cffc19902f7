import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** No FIFO is waited for; Windows does not know that flag. */
const known: Readonly<Partial<Record<string, number>>> = constants;
const FLAGS = constants.O_RDONLY | (known['O_NONBLOCK'] ?? 0);

/** Room for a file that tells no size. */
const SMALL_FILE_BYTES = 64 * 1024;

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
    const about = fstatSync(source);
    if (!about.isFile()) throw new Error(`${file} is no file`);
    // Files of a system may tell the size 0 and have content all the same.
    const content = Buffer.alloc(Math.min(most, Math.max(about.size, SMALL_FILE_BYTES)) + 1);
    let length = 0;
    for (let count = 1; count > 0 && length < content.length; length += count) {
      count = readSync(source, content, length, content.length - length, null);
    }
    if (length === content.length) throw new Error(`${file} has more than ${most} bytes`);
    return Buffer.from(content.subarray(0, length));
  } finally {
    closeSync(source);
  }
}
