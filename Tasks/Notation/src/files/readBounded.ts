import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** Opening a FIFO must not wait for a writer; Windows does not know that flag. */
const known: Readonly<Partial<Record<string, number>>> = constants;
const FLAGS = constants.O_RDONLY | (known['O_NONBLOCK'] ?? 0);

/**
 * Reads a regular file, through links. A device or a FIFO is refused: reading one may never end.
 *
 * @throws Error where there is no file, something else, or more than `maxBytes`
 */
export function readBounded(file: string, maxBytes: number): Buffer {
  const source = openSync(file, FLAGS);
  try {
    if (!fstatSync(source).isFile()) throw new Error(`${file} is no regular file`);
    const content = Buffer.alloc(Math.min(fstatSync(source).size, maxBytes) + 1);
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
