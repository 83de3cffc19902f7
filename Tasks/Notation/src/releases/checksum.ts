import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Bytes that are read at once. Programs have some 15 million bytes: small reads would keep the step busy. */
const READ_BYTES = 1024 * 1024;

/**
 * The SHA-256 of a file, 64 lower-case hexadecimal digits. One buffer serves all reads, so the memory does
 * not grow with the file.
 *
 * @throws Error of the file system
 */
export async function checksumOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}
