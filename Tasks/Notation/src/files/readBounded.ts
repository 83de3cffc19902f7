import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** Open without waiting for a FIFO. Windows does not have this flag. */
const known: Readonly<Partial<Record<string, number>>> = constants;
const FLAGS = constants.O_RDONLY | (known['O_NONBLOCK'] ?? 0);

/** The buffer for a file that reports no size, in bytes. */
const SMALL_FILE_BYTES = 64 * 1024;

/**
 * Reads a file of the user's repository and follows links. A link to a device or a FIFO, or a system
 * file without a size, would otherwise never end.
 *
 * @param maxBytes the largest file
 * @throws Error when the file does not exist, is not a regular file, or is larger
 */
export function readBounded(file: string, maxBytes: number): Buffer {
  const source = openSync(file, FLAGS);
  try {
    const about = fstatSync(source);
    if (!about.isFile()) throw new Error(`${file} is no file`);
    // System files may report the size 0 and still have content.
    const content = Buffer.alloc(Math.min(maxBytes, Math.max(about.size, SMALL_FILE_BYTES)) + 1);
    let length = 0;
    for (let count = 1; count > 0 && length < content.length; length += count) {
      count = readSync(source, content, length, content.length - length, null);
    }
    if (length === content.length) throw new Error(`${file} has more than ${maxBytes} bytes`);
    return Buffer.from(content.subarray(0, length));
  } finally {
    closeSync(source);
  }
}
